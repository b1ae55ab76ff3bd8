import { checkResource } from '../catalog/validate/check-resource.ts';
import type { RuleSetResource } from '../catalog/kinds/kinds.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { createReplay } from '../policy/replay/create-replay.ts';
import type { RecordedDecision } from '../policy/replay/recorded-decision.ts';
import type { ReplayReport } from '../policy/replay/replay-report.ts';
import type { StartJob } from './job.ts';

export interface ReplayQuestion {
  /** JSON as a client sent it: `{old?, new}`, two resources. It is read here, for it may be large. */
  readonly text: string;
  /** What stands in for `old` where the client sent none. */
  readonly inForce: RuleSetResource | undefined;
  /** The name of the rule set whose decisions are fed. */
  readonly ruleSet: string;
}

/** Takes pages of recorded decisions, each a JSON list, in the order in which they were made. */
export const startReplay: StartJob<ReplayQuestion, string, ReplayReport> = ({ text, inForce, ruleSet }) => {
  const { old, next } = readQuestion(text);
  const before = old === undefined ? inForce : checked(old);
  const after = checked(next);
  if (before === undefined) {
    throw new MaiosError('NOT_FOUND', `expected a rule set ${ruleSet} in force, found none of that name`);
  }
  if (after.metadata.name !== ruleSet) {
    throw new MaiosError('USAGE', `expected the rule set ${ruleSet}, found ${after.metadata.name}`);
  }
  const replay = createReplay(before, after);
  return {
    take(page) {
      // Our own rows, as JSON of the database.
      for (const decision of JSON.parse(page) as RecordedDecision[]) replay.add(decision);
    },
    finish: () => replay.report(),
  };
};

function readQuestion(text: string): { readonly old: unknown; readonly next: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'new' in value) {
      return { old: 'old' in value ? value.old : undefined, next: value.new };
    }
  } catch (cause) {
    throw new MaiosError('USAGE', 'the body is not JSON', { cause });
  }
  throw new MaiosError('USAGE', 'expected a body with a rule set `new`, and perhaps `old`');
}

function checked(value: unknown): RuleSetResource {
  const [problem] = checkResource(value);
  if (problem !== undefined) throw problem;
  if (isRuleSet(value)) return value;
  throw new MaiosError('USAGE', 'expected a RuleSet, found another kind');
}

function isRuleSet(value: unknown): value is RuleSetResource {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'RuleSet';
}
