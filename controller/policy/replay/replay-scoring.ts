import type { Facts } from '../facts.ts';
import { compareScored, type ScoredCandidate } from '../rank-scored.ts';
import type { Hit, RuleBundle } from '../verdict.ts';
import { compareScores, findCauses, type ScoredHits } from './find-causes.ts';
import { mayDiffer } from './may-differ.ts';
import type { Comparison } from './prepare-replay.ts';
import type { RecordedCandidate } from './recorded-decision.ts';
import { notRecorded, same, type Replayed } from './replayed.ts';

/** The outcome of a table in which nobody could be ranked. */
const nobody = 'nobody';

interface Snapshot {
  readonly agent: string;
  readonly facts: Facts;
}

interface Ranked extends ScoredCandidate {
  readonly hits: readonly Hit[];
}

/** Ranks a recorded table of candidates anew, as it was ranked then. */
export function replayScoring(comparison: Comparison, candidates: readonly RecordedCandidate[]): Replayed {
  const snapshots: Snapshot[] = [];
  for (const { agent, facts } of candidates) {
    if (facts === null) continue;
    const complete = comparison.complete(facts);
    if ('missing' in complete) return notRecorded(complete.missing);
    snapshots.push({ agent, facts: complete.facts });
  }
  if (snapshots.length === 0) return { kind: 'unseen', reason: 'no table of candidates was recorded' };
  if (!snapshots.some(({ facts }) => mayDiffer(comparison, facts))) return same;
  const before = rank(comparison.before.bundle, snapshots);
  const after = rank(comparison.after.bundle, snapshots);
  const from = before[0]?.name ?? nobody;
  const to = after[0]?.name ?? nobody;
  return from === to ? same : flipOf(comparison, snapshots, [from, to], (agent) => [before, after].map(scoreOf(agent)));
}

function rank(bundle: RuleBundle, snapshots: readonly Snapshot[]): readonly Ranked[] {
  const ranked = snapshots.flatMap(({ agent, facts }) => {
    const { score = 0, hits, faults } = bundle.evaluate(facts);
    // About whom the rules cannot be judged is left out, as in a delegation.
    return faults === undefined ? [{ name: agent, score, load: Number(facts['agent.load']), hits }] : [];
  });
  return ranked.toSorted(compareScored);
}

function flipOf(
  comparison: Comparison,
  snapshots: readonly Snapshot[],
  [from, to]: readonly [string, string],
  scoresOf: (agent: string) => readonly ScoredHits[],
): Replayed {
  const scores = [from, to].map((agent) => compareScores(agent, scoresOf(agent)));
  const rules = scores.flatMap(({ agent, rules: differing }) => {
    const facts = snapshots.find((each) => each.agent === agent)?.facts ?? {};
    return findCauses(
      comparison,
      differing.map(({ rule }) => rule),
      facts,
    );
  });
  return {
    kind: 'flip',
    from: { what: from, rule: null },
    to: { what: to, rule: null },
    rules: firstOfEach(rules),
    scores,
  };
}

function firstOfEach<T extends { readonly rule: string }>(causes: readonly T[]): readonly T[] {
  return causes.filter((cause, index) => causes.findIndex(({ rule }) => rule === cause.rule) === index);
}

function scoreOf(agent: string): (ranked: readonly Ranked[]) => ScoredHits {
  return (ranked) => ranked.find(({ name }) => name === agent) ?? { score: 0, hits: [] };
}
