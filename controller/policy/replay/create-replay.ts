import type { RuleSetResource } from '../../catalog/kinds/kinds.ts';
import type { Facts } from '../facts.ts';
import type { Flip } from './flip.ts';
import type { ForgetfulRule } from './forgetful-rules.ts';
import { createFlipCounts } from './flip-counts.ts';
import type { Outcome } from './outcome.ts';
import { prepareReplay, type Comparison } from './prepare-replay.ts';
import type { RecordedDecision } from './recorded-decision.ts';
import type { ReplayReport } from './replay-report.ts';
import { replayDecision } from './replay-decision.ts';

/** A replay under way: decisions in the order in which they were made, then what they come to. */
export interface Replay {
  add(decision: RecordedDecision): void;
  report(): ReplayReport;
}

const maxExamples = 20;
const maxReasons = 20;

/** Holds recorded decisions against two revisions of their rule set. Fails with USAGE or RULES_INVALID. */
export function createReplay(old: RuleSetResource, next: RuleSetResource): Replay {
  const comparison = prepareReplay(old, next);
  const known = new Set([comparison.before.bundle.digest, comparison.after.bundle.digest]);
  const counts = createFlipCounts();
  const examples: Flip[] = [];
  const late: Flip[] = [];
  const unseen = new Map<string, number>();
  const projects = new Set<string>();
  const forgetful = new Set<ForgetfulRule>();
  /** When each project's first flip was committed; the decisions of that very commit saw the same world. */
  const flippedAt = new Map<string, number>();
  const total = { decisions: 0, byOtherRevisions: 0, flips: 0, counterfactual: 0, afterFlip: 0 };

  const addFlip = (flip: Flip): void => {
    counts.add(flip);
    total.flips += 1;
    if (flip.counterfactual) total.counterfactual += 1;
    else if (!flippedAt.has(flip.projectId)) flippedAt.set(flip.projectId, flip.at);
    const kept = flip.counterfactual ? late : examples;
    if (kept.length < maxExamples) kept.push(flip);
  };

  return {
    add(decision) {
      total.decisions += 1;
      projects.add(decision.projectId);
      if (!known.has(decision.digest)) total.byOtherRevisions += 1;
      for (const each of comparison.forgetfulOf(decision.digest)) forgetful.add(each);
      const counterfactual = decision.at > (flippedAt.get(decision.projectId) ?? Number.POSITIVE_INFINITY);
      if (counterfactual) total.afterFlip += 1;
      const replayed = replayDecision(comparison, decision);
      if (replayed.kind === 'unseen') countReason(unseen, replayed.reason);
      if (replayed.kind !== 'flip') return;
      const { kind: _, ...outcome } = replayed;
      addFlip({ ...aboutOf(decision, outcome), ...outcome, counterfactual });
    },
    report: () => ({
      ruleSet: old.metadata.name,
      stage: comparison.stage,
      before: comparison.before.bundle.digest,
      after: comparison.after.bundle.digest,
      changes: [...comparison.changes].map(([rule, change]) => ({ rule, change })),
      ...total,
      projects: projects.size,
      by: counts.list(),
      examples: [...examples, ...late].slice(0, maxExamples),
      unseen: listReasons(unseen),
      limits: limitsOf(comparison, [...forgetful]),
    }),
  };
}

function aboutOf(
  { id, project, projectId, subject, phase, at, facts }: RecordedDecision,
  { from, scores }: { readonly from: Outcome; readonly scores?: unknown },
): Pick<Flip, 'decision' | 'project' | 'projectId' | 'subject' | 'phase' | 'at' | 'agent'> {
  // A scoring is about whom it chose.
  const agent = scores === undefined ? (textIn(facts, 'agent') ?? textIn(facts, 'agent.name')) : from.what;
  return { decision: id, project, projectId, subject, phase, at, agent };
}

function textIn(facts: Facts, name: string): string | null {
  const value = facts[name];
  return typeof value === 'string' ? value : null;
}

// A message may hold a value, and then there are as many of them as decisions.
function countReason(unseen: Map<string, number>, reason: string): void {
  const key = unseen.has(reason) || unseen.size < maxReasons ? reason : 'another reason';
  unseen.set(key, (unseen.get(key) ?? 0) + 1);
}

function listReasons(unseen: ReadonlyMap<string, number>): ReplayReport['unseen'] {
  const all = [...unseen].map(([reason, decisions]) => ({ reason, decisions }));
  return all.toSorted((a, b) => b.decisions - a.decisions);
}

function limitsOf({ stage }: Comparison, forgetful: readonly ForgetfulRule[]): readonly string[] {
  const recorded =
    stage === 'phase'
      ? 'A moment in which nothing was decided is not recorded: a rule that would have been true only then is not seen.'
      : 'What only the changed rules would have led to is not in the history.';
  return [recorded, ...forgetful.map(({ limit }) => limit)];
}
