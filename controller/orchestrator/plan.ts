import { type MaiosError } from '../errors/maios-error.ts';
import { checkMove } from '../policy/legal-move.ts';
import { isEnd, type Phase } from '../policy/phases.ts';
import { type Choice, type Ledger } from './choice.ts';
import { guardsOf } from './guards.ts';
import { type Judgement, type RuleBundles } from './judge.ts';
import { moveIntents } from './move.ts';
import { actions } from './phases/actions.ts';
import { isSuspended, phaseOf, type ProjectView, type SubjectView } from './project-view.ts';

/** A verdict that must not be followed. */
export interface Stall {
  readonly subject: SubjectView;
  readonly error: MaiosError;
}

export interface Plan {
  readonly choices: readonly Choice[];
  readonly stalls: readonly Stall[];
  /** A ready task found every candidate busy, or the limit of parallel runs reached. */
  readonly waitsForSlot: boolean;
}

/**
 * From verdicts to intents. A subject whose verdict names another phase moves there and does nothing else now;
 * one that stays does what its phase does. Pure but for the rule sets that it asks.
 */
export async function plan(view: ProjectView, judgements: readonly Judgement[], bundles: RuleBundles): Promise<Plan> {
  const choices: Choice[] = [];
  const stalls: Stall[] = [];
  const ledger: Ledger = { taken: [], waitsForSlot: false };
  if (isHeld(view)) return { choices, stalls, waitsForSlot: false };
  const end = judgements.find(endsProject);
  for (const judgement of judgements) {
    const from = phaseOf(judgement.subject);
    const move = moveOf(judgement, from);
    if (end !== undefined && judgement !== end) choices.push(...endWith(end, judgement, from));
    else if (move === 'legal') choices.push(moveChoice(judgement, from));
    else if (move === 'stay') choices.push(...(await actions[from]({ judgement, bundles, ledger })));
    else stalls.push({ subject: judgement.subject, error: move });
  }
  return { choices, stalls, waitsForSlot: ledger.waitsForSlot };
}

// A suspended project keeps still, except to be cancelled; an ended one for ever.
function isHeld({ project }: ProjectView): boolean {
  if (project.endedAt !== null) return true;
  return isSuspended(project) && !project.cancelRequested;
}

function moveOf(judgement: Judgement, from: Phase): ReturnType<typeof checkMove> {
  return checkMove(subjectOf(judgement), from, judgement.next ?? from, guardsOf(judgement.subject));
}

function endsProject(judgement: Judgement): boolean {
  return judgement.subject.task === undefined && isEnding(judgement, phaseOf(judgement.subject));
}

function isEnding(judgement: Judgement, from: Phase): boolean {
  return judgement.next !== undefined && isEnd(judgement.next) && moveOf(judgement, from) === 'legal';
}

// A task that does not end by itself ends with its project, by the project's own verdict: nothing runs on for an ended one.
function endWith(end: Judgement, judgement: Judgement, from: Phase): readonly Choice[] {
  if (isEnding(judgement, from)) return [moveChoice(judgement, from)];
  return isEnd(from) ? [] : [moveChoice({ ...end, subject: judgement.subject, next: 'Cancelled' }, from)];
}

function moveChoice({ subject, facts, verdict, next }: Judgement, from: Phase): Choice {
  const to = next ?? from;
  const rule = verdict.hits[0]?.rule ?? '';
  return {
    subject,
    from,
    to,
    facts,
    verdict,
    intents: moveIntents(subject, from, to, rule),
    text: `${from} → ${to} (${rule})`,
  };
}

function subjectOf({ subject }: Judgement): 'project' | 'task' {
  return subject.task === undefined ? 'project' : 'task';
}
