import { createHash } from 'node:crypto';
import { apiVersion } from '../catalog/kinds/envelope.ts';
import { type RuleSetSpec } from '../catalog/kinds/rule-set.ts';
import { createChecker, type Checker } from '../policy/replay/create-checker.ts';
import { type CheckedDecision, type RulesDifference } from '../policy/replay/checked-decision.ts';
import { type StartJob } from './job.ts';

/** A rule set by its digest, or decisions in the order in which they were made; both as JSON text. */
export type CheckPiece = { readonly digest: string; readonly ruleSet: string } | { readonly decisions: string };

export interface CheckResult {
  readonly checked: number;
  /** Their rule set is not kept or not taken any more, their facts are those of an older version, or they were too many. */
  readonly skipped: number;
  readonly differences: readonly RulesDifference[];
}

const maxDifferences = 100;

/** Takes a rule set before the decisions that it made. */
export const startCheck: StartJob<undefined, CheckPiece, CheckResult> = () => {
  const specs = new Map<string, RuleSetSpec>();
  const checkers = new Map<string, Checker | undefined>();
  const differences: RulesDifference[] = [];
  let checked = 0;
  let skipped = 0;

  const checkerOf = ({ ruleSet, digest }: CheckedDecision): Checker | undefined => {
    const key = `${ruleSet} ${digest}`;
    if (!checkers.has(key)) checkers.set(key, createCheckerOf(ruleSet, specs.get(digest)));
    return checkers.get(key);
  };
  const check = async (decision: CheckedDecision): Promise<void> => {
    const checker = checkerOf(decision);
    try {
      if (checker === undefined) return void (skipped += 1);
      const difference = await checker.check(decision);
      checked += 1;
      if (difference !== undefined && differences.length < maxDifferences) differences.push(difference);
    } catch {
      // Facts that this version would not take: it cannot say what they came to.
      skipped += 1;
    }
  };
  return {
    async take(piece) {
      // Our own rows, as JSON of the database.
      if ('digest' in piece) return keep(specs, piece.digest, piece.ruleSet);
      for (const decision of JSON.parse(piece.decisions) as CheckedDecision[]) await check(decision);
    },
    finish: () => ({ checked, skipped, differences }),
  };
};

// A body that is not what its digest says decided nothing.
function keep(specs: Map<string, RuleSetSpec>, digest: string, text: string): void {
  if (createHash('sha256').update(text).digest('hex') === digest) specs.set(digest, JSON.parse(text) as RuleSetSpec);
}

function createCheckerOf(name: string, spec: RuleSetSpec | undefined): Checker | undefined {
  return spec === undefined ? undefined : createChecker({ apiVersion, kind: 'RuleSet', metadata: { name }, spec });
}
