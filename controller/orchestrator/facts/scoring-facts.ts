import { type Candidate } from '../candidates.ts';
import { type ProjectView, type TaskView } from '../project-view.ts';
import { type Facts } from '../../policy/facts.ts';
import { successBound } from '../../policy/wilson.ts';

const msPerMinute = 60_000;
const microPerUsd = 1_000_000;

/** The snapshot that scoring rules see of one task and one candidate. */
export function scoringFactsOf(view: ProjectView, task: TaskView, candidate: Candidate): Facts {
  return Object.freeze({ now: view.now, ...taskFacts(task), ...agentFacts(view, candidate), ...historyFacts(view, task, candidate) });
}

function taskFacts({ row, runs }: TaskView): Facts {
  return {
    'task.name': row.name,
    'task.role': row.role,
    'task.attempts': runs.filter((run) => run.state === 'ended').length,
    'task.isReview': row.reviews !== null,
    'task.failure': row.lastFailure?.class ?? null,
  };
}

function agentFacts(view: ProjectView, { agent }: Candidate): Facts {
  const { spec, metadata } = agent;
  const evidence = view.evidence.get(metadata.name);
  const successes = evidence?.successes ?? 0;
  const failures = evidence?.failures ?? 0;
  const runs = successes + failures;
  return {
    'agent.name': metadata.name,
    'agent.role': spec.role,
    'agent.traits': spec.traits ?? {},
    'agent.labels': metadata.labels ?? {},
    'agent.skills': spec.skills ?? [],
    'agent.successes': successes,
    'agent.failures': failures,
    'agent.successBound': successBound(successes, failures),
    'agent.load': (evidence?.active ?? 0) / (spec.capacity ?? 1),
    'agent.meanMinutes': evidence === undefined || runs === 0 ? null : evidence.durationMs / runs / msPerMinute,
    'agent.meanUsd': evidence === undefined || runs === 0 ? null : evidence.usdMicro / runs / microPerUsd,
  };
}

function historyFacts(view: ProjectView, { row, runs, dependsOn }: TaskView, { agent }: Candidate): Facts {
  const { name } = agent.metadata;
  const reviewed = view.tasks.find((task) => task.row.name === row.reviews);
  return {
    'agent.matchesRole': row.role !== null && agent.spec.role === row.role,
    'agent.failuresHere': runs.filter((run) => run.agent === name && run.outcome === 'failed').length,
    'agent.isIncumbent': row.agent === name,
    'agent.isAuthor': reviewed?.row.agent === name,
    'agent.workedOnDependency': dependsOn.some((other) => other.agent === name),
  };
}
