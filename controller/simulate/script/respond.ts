import type { PlannedTask } from '../../catalog/kinds/project.ts';
import { failureClasses, type FailureClass } from '../../policy/failures.ts';
import type { RunWork } from '../../store/operations/runs/claim-run.ts';
import type { RunResult } from '../../store/run-contract.ts';
import type { Fare } from '../scenario/fare-schema.ts';
import type { ScenarioSpec } from '../scenario/scenario-schema.ts';
import { drawMs, pick, type Draw } from './draw.ts';
import { createFareOf, namesOf } from './fare-of.ts';
import type { Response } from './script.ts';

/** The task graph that a planning run comes to. */
export type PlanOf = (project: string) => readonly PlannedTask[];

/** How each run ends and how long it takes, by the fares of a scenario and by chance. */
export function createRespond(
  spec: ScenarioSpec,
  draw: Draw,
  planOf: PlanOf,
): (work: RunWork, nth: number) => Response {
  const fareOf = createFareOf(spec);
  const decisionOf = createDecisionOf(spec);
  return (work, nth) => {
    const { run, project, task } = work;
    const fare = run.purpose === 'accept' ? (spec.acceptance ?? {}) : fareOf(run.agent, task?.name);
    const about = [project.name, run.purpose, task?.name ?? '', nth];
    const outcome = outcomeOf(fare, isReview(work), nth, draw(...about, 'outcome'));
    const afterMs = drawMs(fare.minutes ?? defaultMinutes, draw, [...about, 'takes']);
    if (outcome === 'timeout') return { afterMs, result: undefined };
    if (isFailure(outcome)) return { afterMs, result: failed(work, outcome) };
    const decision = () => decisionOf(run.agent, draw(...about, 'decides'));
    return { afterMs, result: { ...succeeded, ...resultOf(work, outcome, planOf, decision) } };
  };
}

function resultOf(
  work: RunWork,
  outcome: Outcome,
  planOf: PlanOf,
  decisionOf: () => string,
): Pick<RunResult, 'plan' | 'decision' | 'review'> {
  const { run, project } = work;
  if (run.purpose === 'plan') return { plan: planOf(project.name) };
  if (run.purpose === 'supervise') return { decision: { action: decisionOf(), reason: 'simulated' } };
  return isReview(work) ? { review: { approved: outcome !== 'rejected', comments: 'simulated' } } : {};
}

function isReview({ task }: RunWork): boolean {
  return task !== undefined && task.reviews !== null;
}

// A supervisor that the scenario gives no weights wants another try.
function createDecisionOf({ agents = [] }: ScenarioSpec): (agent: string | null, chance: number) => string {
  const supervisors = new Map(agents.flatMap((agent) => namesOf(agent).map((name) => [name, agent] as const)));
  return (agent, chance) => {
    const decisions = Object.entries(supervisors.get(agent ?? '')?.decisions ?? { retry: 1 });
    const weights = decisions.map(([word, weight]) => [word, weight ?? 0] as const);
    return pick(weights, chance) ?? 'person';
  };
}

const defaultMinutes = 10;
const succeeded: RunResult = { outcome: 'succeeded', summary: 'simulated', mergedCommit: 'simulated' };

type Outcome = 'succeeded' | 'rejected' | FailureClass;

function outcomeOf(
  { outcomes = [], failures = {}, rejects = 0 }: Fare,
  reviews: boolean,
  nth: number,
  chance: number,
): Outcome {
  const scripted = outcomes[nth - 1];
  if (scripted !== undefined) return scripted;
  const ways = failureClasses.map((name): [Outcome, number] => [name, failures[name] ?? 0]);
  const failing = ways.reduce((sum, [, share]) => sum + share, 0);
  const rejected = reviews ? (1 - failing) * rejects : 0;
  return (
    pick([...ways, ['rejected', rejected], ['succeeded', Math.max(0, 1 - failing - rejected)]], chance) ?? 'succeeded'
  );
}

function isFailure(outcome: Outcome): outcome is FailureClass {
  return outcome !== 'succeeded' && outcome !== 'rejected';
}

function failed({ run }: RunWork, failure: FailureClass): RunResult {
  const who = run.agent ?? 'the run';
  return {
    outcome: 'failed',
    failure: { class: failure, message: `${who}: ${failure}` },
    summary: failure,
    snapshotCommit: 'simulated',
  };
}
