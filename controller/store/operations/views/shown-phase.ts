import { isEnd, phases, type Phase } from '../../../policy/phases.ts';

/** The one phase that people see of a project: its end, its own trouble or planning, else that of its most urgent open task. */
export function shownPhase(own: Phase, ofTasks: readonly Phase[]): Phase {
  if (isEnd(own) || own === 'Escalate' || own === 'Plan') return own;
  const open = ofTasks.filter((phase) => !isEnd(phase));
  return phases.find((phase) => open.includes(phase)) ?? own;
}
