import { MaiosError } from '../../errors/maios-error.ts';
import { checkMove } from '../../policy/legal-move.ts';
import { isEnd, type Phase } from '../../policy/phases.ts';
import { withoutPause, type Breathe } from '../loop/breathe.ts';
import type { Verdict } from '../../policy/verdict.ts';
import type { Choice, Ledger, Stall } from './choice.ts';
import { guardsOf } from '../judge/guards.ts';
import type { Judgement, RuleBundles } from '../judge/judge.ts';
import { deadEnds } from './dead-ends.ts';
import { keepTimers } from './keep-timers.ts';
import { faultsError } from '../judge/rule-faults.ts';
import { moveIntents } from './move.ts';
import { actions } from '../phases/actions.ts';
import { isHeld, phaseOf, type ProjectView } from '../observe/project-view.ts';

export interface Plan {
  readonly choices: readonly Choice[];
  readonly stalls: readonly Stall[];
  /** The agents one of which must come free before it can go on, and `anySlot` where the quota is used up. */
  readonly waitsFor: ReadonlySet<string>;
}

export interface PlanOptions {
  readonly breathe?: Breathe;
  /** Slots, by agent, that are kept for other projects. */
  readonly kept?: readonly string[];
}

/**
 * From verdicts to intents. A subject whose verdict names another phase moves there and does nothing else now;
 * one that stays does what its phase does; one whose verdict cannot be followed, or that no rule takes on where nothing
 * else can, stalls, and holds up no other. What the
 * rules are to remember is kept in any case. Pure but for the rule sets that it asks, and the pauses that it makes.
 */
export async function plan(
  view: ProjectView,
  judgements: readonly Judgement[],
  bundles: RuleBundles,
  { breathe = withoutPause, kept = [] }: PlanOptions = {},
): Promise<Plan> {
  const choices: Choice[] = [];
  const ledger: Ledger = { taken: [], kept, stalls: [], waitsFor: new Set() };
  if (isHeld(view.project)) return { choices, stalls: [], waitsFor: ledger.waitsFor };
  const end = judgements.find(endsProject);
  for (const judgement of judgements) {
    if (end !== undefined && judgement !== end) choices.push(...endWith(end, judgement));
    else choices.push(...keepTimers(judgement, follow(judgement, bundles, ledger)));
    await breathe();
  }
  const isAtRest = choices.length === 0 && ledger.waitsFor.size === 0;
  const stalls = isAtRest ? [...ledger.stalls, ...deadEnds(view, judgements, bundles.phase)] : ledger.stalls;
  return { choices, stalls, waitsFor: ledger.waitsFor };
}

function follow(judgement: Judgement, bundles: RuleBundles, ledger: Ledger): readonly Choice[] {
  const { subject, verdict } = judgement;
  const from = phaseOf(subject);
  const move = verdict.faults === undefined ? moveOf(judgement, from) : faultsError(verdict);
  if (move === 'legal') return [moveChoice(judgement, from)];
  if (move === 'stay') return actions[from]({ judgement, bundles, ledger });
  ledger.stalls.push({ subject, error: verdict.faults === undefined ? wantedBy(verdict, bundles, move) : move });
  return [];
}

/** The same error, with the rule that is to be corrected. */
function wantedBy({ hits }: Verdict, { phase }: RuleBundles, { code, message, details }: MaiosError): MaiosError {
  return new MaiosError(code, `rule ${hits[0]?.rule ?? '–'} of ${phase.name}: ${message}`, { details });
}

function moveOf(judgement: Judgement, from: Phase): ReturnType<typeof checkMove> {
  return checkMove(subjectOf(judgement), from, judgement.next ?? from, guardsOf(judgement.subject));
}

function endsProject(judgement: Judgement): boolean {
  return judgement.subject.task === undefined && isEnding(judgement, phaseOf(judgement.subject));
}

function isEnding(judgement: Judgement, from: Phase): boolean {
  if (judgement.verdict.faults !== undefined) return false;
  return judgement.next !== undefined && isEnd(judgement.next) && moveOf(judgement, from) === 'legal';
}

// A task that does not end by itself ends with its project, by the project's own verdict: nothing runs on for an ended one.
function endWith(end: Judgement, judgement: Judgement): readonly Choice[] {
  const from = phaseOf(judgement.subject);
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
