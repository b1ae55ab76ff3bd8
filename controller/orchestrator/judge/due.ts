import type { RuleBundle } from '../../policy/verdict.ts';
import type { Judgement } from './judge.ts';
import { activeRuns, currentEscalation, isHeld, type SubjectView } from '../observe/project-view.ts';

/** While a run waits for a worker its subject is looked at no more often than this: its time is taken to begin at each look. */
const restWhileWaitingMs = 1000;

/**
 * When there can next be something to do for a project that has come to rest although nothing happens: the rules next say
 * something else about one of its subjects, or an escalation expires. undefined: only an event can bring it; a lease that
 * is over is one, which whoever leads looks for. Rules see a run's time begin when it is claimed, which wakes nobody: until
 * then they say when it would be if it had begun by now, so that the project is looked at too early rather than too late.
 */
export function nextDue(now: number, judgements: readonly Judgement[], phase: RuleBundle): number | undefined {
  const times = judgements.flatMap(({ subject, facts }) => [
    ...(isHeld(subject.view.project) ? [] : [byRules(now, subject, phase.nextChange(facts))]),
    ...outsideRules(subject),
  ]);
  const due = times.filter((at) => at !== undefined && at > now);
  return due.length === 0 ? undefined : Math.min(...due.map(Number));
}

function byRules(now: number, subject: SubjectView, at: number | undefined): number | undefined {
  const isWaiting = subject.task !== undefined && activeRuns(subject)[0]?.startedAt === null;
  return at === undefined || !isWaiting ? at : Math.max(at, now + restWhileWaitingMs);
}

function outsideRules(subject: SubjectView): readonly (number | undefined)[] {
  return [currentEscalation(subject)?.expiresAt?.getTime()];
}
