import type { Candidate } from '../judge/candidates.ts';
import type { ProjectView, TaskView } from '../observe/project-view.ts';
import type { Facts } from '../../policy/facts.ts';
import { saysNothingOfAgent } from '../../policy/failures.ts';
import type { AgentRow } from '../../store/entities/agent.ts';
import type { RunRow } from '../../store/entities/run.ts';
import { successBound } from '../../policy/wilson.ts';

const msPerMinute = 60_000;
const microPerUsd = 1_000_000;

/** What scoring rules see of a task, whoever the candidate is. */
export function taskScoringFacts({ now }: ProjectView, { row, runs }: TaskView): Facts {
  return Object.freeze({
    now,
    'task.name': row.name,
    'task.role': row.role,
    'task.attempts': runs.filter((run) => run.state === 'ended').length,
    'task.isReview': row.reviews !== null,
    'task.failure': row.lastFailure?.class ?? null,
  });
}

/** What scoring rules see of one candidate for a task, beside the facts of the task. */
export function candidateScoringFacts(view: ProjectView, task: TaskView, candidate: Candidate): Facts {
  return { ...agentFacts(view, candidate), ...historyFacts(view, task, candidate) };
}

// The same for every task of a view, and worked out once for all of them.
const factsOfAgents = new WeakMap<ProjectView, Map<string, Facts>>();

function agentFacts(view: ProjectView, candidate: Candidate): Facts {
  const known = factsOfAgents.get(view) ?? new Map<string, Facts>();
  factsOfAgents.set(view, known);
  const { name } = candidate.agent.metadata;
  const facts = known.get(name) ?? newAgentFacts(view, candidate);
  known.set(name, facts);
  return facts;
}

function newAgentFacts(view: ProjectView, { agent }: Candidate): Facts {
  const { spec, metadata } = agent;
  return {
    ...evidenceFacts(view.evidence.get(metadata.name), spec.capacity ?? 1),
    'agent.name': metadata.name,
    'agent.role': spec.role,
    'agent.traits': spec.traits ?? {},
    'agent.labels': metadata.labels ?? {},
    'agent.skills': spec.skills ?? [],
  };
}

type Evidence = Pick<AgentRow, 'active' | 'successes' | 'failures' | 'durationMs' | 'usdMicro'>;

const noEvidence: Evidence = { active: 0, successes: 0, failures: 0, durationMs: 0, usdMicro: 0 };

function evidenceFacts(evidence: Evidence | undefined, capacity: number): Facts {
  const { active, successes, failures, durationMs, usdMicro } = evidence ?? noEvidence;
  const runs = successes + failures;
  return {
    'agent.successes': successes,
    'agent.failures': failures,
    'agent.successBound': successBound(successes, failures),
    'agent.load': active / capacity,
    'agent.meanMinutes': runs === 0 ? null : durationMs / runs / msPerMinute,
    'agent.meanUsd': runs === 0 ? null : usdMicro / runs / microPerUsd,
  };
}

function hasFailed({ outcome, failure }: RunRow): boolean {
  return outcome === 'failed' && !saysNothingOfAgent(failure);
}

function historyFacts(view: ProjectView, { row, runs, dependsOn }: TaskView, { agent }: Candidate): Facts {
  const { name } = agent.metadata;
  const reviewed = view.tasks.find((task) => task.row.name === row.reviews);
  return {
    'agent.matchesRole': row.role !== null && agent.spec.role === row.role,
    'agent.failuresHere': runs.filter((run) => run.agent === name && hasFailed(run)).length,
    'agent.isIncumbent': row.agent === name,
    'agent.isAuthor': reviewed?.row.agent === name,
    'agent.workedOnDependency': dependsOn.some((other) => other.agent === name),
  };
}
