import { createHash } from 'node:crypto';
import { apiVersion } from '../catalog/kinds/envelope.ts';
import type { RuleSetSpec } from '../catalog/kinds/rule-set.ts';
import { createChecker, type Checker } from '../policy/replay/create-checker.ts';
import type { CheckedDecision, RulesDifference } from '../policy/replay/checked-decision.ts';
import type { StartJob } from './job.ts';

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
  /** Digests under which something else is kept, and of which that was not told yet. */
  const forged = new Set<string>();
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
    try {
      const checker = checkerOf(decision);
      const difference = forged.delete(decision.digest) ? forgery(decision) : await checker?.check(decision);
      if (checker === undefined) skipped += 1;
      else checked += 1;
      if (difference !== undefined && differences.length < maxDifferences) differences.push(difference);
    } catch {
      // Rules or facts that this version would not take: it cannot say what they came to.
      skipped += 1;
    }
  };
  return {
    async take(piece) {
      // Our own rows, as JSON of the database.
      if ('digest' in piece) {
        const { digest, ruleSet } = piece;
        if (isBodyOf(digest, ruleSet)) specs.set(digest, JSON.parse(ruleSet) as RuleSetSpec);
        else forged.add(digest);
        return;
      }
      for (const decision of JSON.parse(piece.decisions) as CheckedDecision[]) await check(decision);
    },
    finish: () => ({ checked, skipped, differences }),
  };
};

function isBodyOf(digest: string, text: string): boolean {
  return createHash('sha256').update(text).digest('hex') === digest;
}

// Told of the first decision alone: it is one body that somebody changed. It decided nothing, and proves nothing.
function forgery({ id, projectId, subject, ruleSet, digest }: CheckedDecision): RulesDifference {
  const message = `what is kept as the revision ${digest.slice(0, 12)} of its rule set is not that revision`;
  return { decision: id, projectId, subject, ruleSet, kind: 'verdict', message };
}

function createCheckerOf(name: string, spec: RuleSetSpec | undefined): Checker | undefined {
  return spec === undefined ? undefined : createChecker({ apiVersion, kind: 'RuleSet', metadata: { name }, spec });
}
