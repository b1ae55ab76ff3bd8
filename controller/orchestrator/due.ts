import { isOpen } from './facts/phase-facts.ts';
import { activeRun, activeRuns, currentEscalation, type ProjectView, type SubjectView } from './project-view.ts';

/**
 * When there can next be something to do for this project although nothing happens: a run's time-out or the end of its
 * lease, the end of the wall clock budget, the expiry of an escalation. undefined: only an event can bring it.
 */
export function nextDue(view: ProjectView): number | undefined {
  if (view.project.endedAt !== null) return undefined;
  const subjects: SubjectView[] = [
    { view, task: undefined },
    ...view.tasks.filter(isOpen).map((task) => ({ view, task })),
  ];
  const times = subjects.flatMap((subject) => [
    timeOut(subject),
    currentEscalation(subject)?.expiresAt?.getTime(),
    ...activeRuns(subject).map((run) => run.leaseExpiresAt?.getTime()),
  ]);
  const due = [...times, view.project.deadlineAt?.getTime()].filter((at) => at !== undefined && at > view.now);
  return due.length === 0 ? undefined : Math.min(...due.map(Number));
}

// One millisecond later, so that the comparison "as long as or longer" surely holds.
function timeOut(subject: SubjectView): number | undefined {
  const startedAt = activeRun(subject)?.startedAt?.getTime();
  return startedAt === undefined || subject.task === undefined ? undefined : startedAt + subject.task.row.timeoutMs + 1;
}
