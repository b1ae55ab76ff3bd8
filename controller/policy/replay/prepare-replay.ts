import { canonicalJson } from '../../catalog/kinds/digest.ts';
import { type RuleSetResource } from '../../catalog/kinds/kinds.ts';
import { type Rule, type Stage } from '../../catalog/kinds/rule-set.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { judgeCondition } from '../conditions/judge-condition.ts';
import { type Facts } from '../facts.ts';
import { type RuleBundle } from '../verdict.ts';
import { changedRules, keepsOrder } from './changed-rules.ts';
import { createFactsCompleter, factsAsked, type CompleteFacts } from './complete-facts.ts';
import { type RevisionPair } from './find-causes.ts';
import { changedPart, loadRevision, type Revision } from './revision.ts';

/** Two revisions of one rule set, ready to be held against recorded decisions. */
export interface Comparison extends RevisionPair {
  readonly stage: Stage;
  /** The changed rules of each by themselves; undefined where everything has to be judged. */
  readonly changedParts: readonly RuleBundle[] | undefined;
  /** Changed rules whose truth takes time, of which no memory of the time before a decision was recorded. */
  readonly forgetful: readonly { readonly name: string; readonly holds: (facts: Facts) => boolean }[];
  readonly complete: (facts: Facts) => CompleteFacts;
}

/** Fails with USAGE for rule sets of different names or stages, and with RULES_INVALID for one that is not sound. */
export function prepareReplay(old: RuleSetResource, next: RuleSetResource): Comparison {
  refuseStrangers(old, next);
  const before = loadRevision(old);
  const after = loadRevision(next);
  const changes = changedRules(before.parsed, after.parsed);
  const asked = new Set([...factsAsked(before.parsed), ...factsAsked(after.parsed)]);
  const parts = [changedPart(old, changes), changedPart(next, changes)].filter((part) => part !== undefined);
  return {
    stage: next.spec.stage,
    before,
    after,
    changes,
    changedParts: keepsOrder(before.parsed, after.parsed, changes) ? parts : undefined,
    forgetful: forgetfulRules(before, after),
    complete: createFactsCompleter(next.spec.stage, asked),
  };
}

function refuseStrangers(old: RuleSetResource, next: RuleSetResource): void {
  const [oldName, name] = [old.metadata.name, next.metadata.name];
  if (oldName !== name) {
    throw new MaiosError('USAGE', `expected two revisions of one rule set, found ${oldName} and ${name}`);
  }
  if (old.spec.stage !== next.spec.stage) {
    const stages = `${old.spec.stage} and ${next.spec.stage}`;
    throw new MaiosError('USAGE', `expected two revisions of ${name} for one stage, found ${stages}`);
  }
}

function forgetfulRules(before: Revision, after: Revision): Comparison['forgetful'] {
  return [...after.rules.values()].flatMap(({ rule, condition }) => {
    const takesTime = rule.for !== undefined || rule.rate !== undefined;
    if (!takesTime || rule.mode === 'shadow' || isRemembered(before.rules.get(rule.name)?.rule, rule)) return [];
    const holds = (facts: Facts): boolean => judgeCondition(condition, facts, after.parsed.named).holds;
    return [{ name: rule.name, holds }];
  });
}

// What a rule remembers is since when its conditions hold, and how often they came to; how long it waits may change.
function isRemembered(old: Rule | undefined, now: Rule): boolean {
  if (old === undefined || (old.for === undefined && old.rate === undefined)) return false;
  const memory = ({ conditions, rate, keepFor }: Rule): string => canonicalJson([conditions, rate, keepFor]);
  return memory(old) === memory(now);
}
