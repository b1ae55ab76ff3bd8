import type { Facts } from '../facts.ts';
import { findCauses } from './find-causes.ts';
import { mayDiffer } from './may-differ.ts';
import { outcomeOf, type Outcome } from './outcome.ts';
import type { Comparison } from './prepare-replay.ts';
import type { RecordedDecision } from './recorded-decision.ts';
import { notRecorded, same, type Replayed } from './replayed.ts';
import { replayScoring } from './replay-scoring.ts';

/** Whether a recorded decision comes out otherwise under the second revision than under the first, and why. */
export function replayDecision(comparison: Comparison, decision: RecordedDecision): Replayed {
  try {
    return comparison.stage === 'scoring'
      ? replayScoring(comparison, decision.candidates ?? [])
      : replayFacts(comparison, comparison.stage, decision);
  } catch (cause) {
    // A snapshot that this version would not take: a value that the fact cannot have any more.
    return { kind: 'unseen', reason: cause instanceof Error ? cause.message : String(cause) };
  }
}

function replayFacts(
  comparison: Comparison,
  stage: Exclude<Comparison['stage'], 'scoring'>,
  decision: RecordedDecision,
): Replayed {
  // What settled it then would again, whatever the rules say.
  if (decision.bounded) return same;
  const complete = comparison.complete(decision.facts);
  if ('missing' in complete) return notRecorded(complete.missing);
  const { facts } = complete;
  const forgetful = comparison.forgetfulOf(decision.digest).find(({ isUnknown }) => isUnknown(facts));
  if (forgetful !== undefined) return tooShortMemory(forgetful.name);
  if (!mayDiffer(comparison, facts)) return same;
  const from = outcomeOf(stage, comparison.before.bundle.evaluate(facts), facts);
  const to = outcomeOf(stage, comparison.after.bundle.evaluate(facts), facts);
  return from.what === to.what ? same : flipOf(comparison, facts, from, to);
}

function flipOf(comparison: Comparison, facts: Facts, from: Outcome, to: Outcome): Replayed {
  return { kind: 'flip', from, to, rules: findCauses(comparison, [from.rule, to.rule], facts) };
}

function tooShortMemory(rule: string): Replayed {
  return { kind: 'unseen', reason: `since when rule ${rule} would have been true was not recorded` };
}
