import type { RuleSetResource } from '../../catalog/kinds/kinds.ts';
import type { Stage } from '../../catalog/kinds/rule-set.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import type { Facts } from '../facts.ts';
import type { RuleBundle } from '../verdict.ts';
import { changedRules, keepsOrder } from './changed-rules.ts';
import { createFactsCompleter, factsAsked, type CompleteFacts } from './complete-facts.ts';
import type { RevisionPair } from './find-causes.ts';
import { forgetfulRules, type ForgetfulRule } from './forgetful-rules.ts';
import { changedPart, loadRevision } from './revision.ts';

/** Two revisions of one rule set, ready to be held against recorded decisions. */
export interface Comparison extends RevisionPair {
  readonly stage: Stage;
  /** The changed rules of each by themselves; undefined where everything has to be judged. */
  readonly changedParts: readonly RuleBundle[] | undefined;
  /** Of which rules, old or new, a decision of that revision (its digest) did not record what they would have remembered. */
  readonly forgetfulOf: (digest: string) => readonly ForgetfulRule[];
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
  const ofNew = forgetfulRules(after, before);
  const ofOld = forgetfulRules(before, after);
  return {
    stage: next.spec.stage,
    before,
    after,
    changes,
    changedParts: keepsOrder(before.parsed, after.parsed, changes) ? parts : undefined,
    forgetfulOf: (digest) => (digest === after.bundle.digest ? ofOld : ofNew),
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
