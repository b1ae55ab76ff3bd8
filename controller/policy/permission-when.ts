import type { SkillPermissionResource } from '../catalog/kinds/kinds.ts';
import type { Rule } from '../catalog/kinds/rule-set.ts';
import { MaiosError } from '../errors/maios-error.ts';
import type { Condition } from './conditions/condition.ts';
import { createBundle } from './evaluate/create-bundle.ts';
import type { Facts } from './facts.ts';
import { parseCondition } from './load/parse-condition.ts';
import { createProblems } from './load/problems.ts';
import { permissionFacts } from './stages/permission.ts';
import type { RuleBundle } from './verdict.ts';

/**
 * All that is wrong with the `when` of a SkillPermission (RULES_INVALID); empty when it is sound or absent.
 * A `when` cannot look at `grants.*`: they are what it has a part in.
 */
export function checkWhen(permission: SkillPermissionResource): readonly MaiosError[] {
  return parseWhen(permission).problems;
}

interface ParsedWhen {
  readonly condition: Condition | undefined;
  readonly problems: readonly MaiosError[];
}

function parseWhen({ metadata, spec }: SkillPermissionResource): ParsedWhen {
  if (spec.when === undefined) return { condition: undefined, problems: [] };
  const problems = createProblems({ resource: `SkillPermission/${metadata.name}`, ruleAt: () => undefined });
  const facts = Object.fromEntries(Object.entries(permissionFacts).filter(([name]) => !name.startsWith('grants.')));
  const condition = parseCondition(spec.when, ['when'], { stage: 'permission', facts, named: new Set(), problems });
  return { condition, problems: problems.list() };
}

/**
 * Whether the `when` is true of the facts of a call; without one it is. A fault where these facts do not let it be judged,
 * for instance since the call lacks an argument, or where it was never sound.
 */
export function judgeWhen(permission: SkillPermissionResource, facts: Facts): boolean | { readonly fault: string } {
  if (permission.spec.when === undefined) return true;
  const bundle = bundleOf(permission);
  if (bundle instanceof MaiosError) return { fault: bundle.message };
  const { hits, faults } = bundle.evaluate(facts);
  const fault = faults?.[0];
  return fault === undefined ? hits.length > 0 : { fault: fault.message };
}

// A `when` becomes a rule set of one rule, once for each resource; the key is the resource itself, which never changes.
const bundles = new WeakMap<SkillPermissionResource, RuleBundle | MaiosError>();

function bundleOf(permission: SkillPermissionResource): RuleBundle | MaiosError {
  const known = bundles.get(permission);
  if (known !== undefined) return known;
  const { condition, problems } = parseWhen(permission);
  const bundle = problems[0] ?? compileWhen(permission, condition);
  bundles.set(permission, bundle);
  return bundle;
}

function compileWhen({ metadata, spec }: SkillPermissionResource, condition: Condition | undefined): RuleBundle {
  if (condition === undefined) throw new MaiosError('INTERNAL', 'expected a permission with when');
  const rule: Rule = { name: 'when', conditions: {}, event: { type: spec.effect } };
  const rules = [{ rule, at: condition.at, condition }];
  const parsed = { spec: { stage: 'permission', hitPolicy: 'first' }, rules, named: new Map() } as const;
  return createBundle({ name: metadata.name, digest: '', parsed });
}
