import { MaiosError } from '../../errors/maios-error.ts';
import { settledAt } from '../../policy/settled.ts';
import type { RuleBundle } from '../../policy/verdict.ts';
import type { Judgement } from '../judge/judge.ts';
import { activeRuns, type ProjectView } from '../observe/project-view.ts';
import type { Stall } from './choice.ts';

/**
 * The subjects that only a rule could take on, and none does, in a project of which nothing else is under way: no run, no
 * question, no rule that waits for its time. Without a word it would be waited for, for ever.
 */
export function deadEnds(view: ProjectView, judgements: readonly Judgement[], phase: RuleBundle): readonly Stall[] {
  if (isUnderWay(view)) return [];
  if (judgements.some(({ facts }) => phase.nextChange(facts) !== undefined)) return [];
  return judgements.flatMap(({ subject, facts, verdict, next }) => {
    const at = settledAt(facts);
    if (at === undefined || next !== undefined || verdict.faults !== undefined) return [];
    const found = `a ${at.subject} in ${at.phase} ${at.meaning}`;
    return [
      { subject, error: new MaiosError('RULES_INCOMPLETE', `${phase.name}: expected a rule for ${found}, found none`) },
    ];
  });
}

function isUnderWay(view: ProjectView): boolean {
  const subjects = [undefined, ...view.tasks].map((task) => ({ view, task }));
  return view.escalations.some(({ state }) => state === 'open') || subjects.some((one) => activeRuns(one).length > 0);
}
