import { type SkillPermissionResource } from '../catalog/kinds/kinds.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { createBundle } from './evaluate/create-bundle.ts';
import { type Facts } from './facts.ts';
import { deepFreeze } from './freeze.ts';
import { parseCondition } from './load/parse-condition.ts';
import { createProblems } from './load/problems.ts';
import { permissionFacts } from './stages/permission.ts';
import { type RuleBundle } from './verdict.ts';

/**
 * All that is wrong with the `when` of a SkillPermission (RULES_INVALID); empty when it is sound or absent.
 * A `when` cannot look at `grants.*`: they are what it has a part in.
 */
export function checkWhen({ metadata, spec }: SkillPermissionResource): readonly MaiosError[] {
  if (spec.when === undefined) return [];
  const problems = createProblems({ resource: `SkillPermission/${metadata.name}`, ruleAt: () => undefined });
  const facts = Object.fromEntries(Object.entries(permissionFacts).filter(([name]) => !name.startsWith('grants.')));
  parseCondition(spec.when, ['when'], { stage: 'permission', facts, named: new Set(), problems });
  return problems.list();
}

/** Whether the `when` is true of the facts of a call; without one it is. Fails with RULES_INVALID when it cannot be judged. */
export async function holdsWhen(permission: SkillPermissionResource, facts: Facts): Promise<boolean> {
  if (permission.spec.when === undefined) return true;
  const verdict = await bundleOf(permission).evaluate(facts);
  return verdict.hits.length > 0;
}

// A `when` becomes a rule set of one rule, once for each resource; the key is the resource itself, which never changes.
const bundles = new WeakMap<SkillPermissionResource, RuleBundle>();

function bundleOf(permission: SkillPermissionResource): RuleBundle {
  const known = bundles.get(permission);
  if (known !== undefined) return known;
  const [problem] = checkWhen(permission);
  if (problem !== undefined) throw problem;
  const bundle = compileWhen(permission);
  bundles.set(permission, bundle);
  return bundle;
}

function compileWhen({ metadata, spec }: SkillPermissionResource): RuleBundle {
  if (spec.when === undefined) throw new MaiosError('INTERNAL', 'expected a permission with when, found one without');
  const when = deepFreeze(structuredClone(spec.when));
  const rule = { name: 'when', conditions: { all: [when] }, event: { type: spec.effect } };
  return createBundle({
    name: metadata.name,
    digest: '',
    spec: { stage: 'permission', hitPolicy: 'first', rules: [rule] },
  });
}
