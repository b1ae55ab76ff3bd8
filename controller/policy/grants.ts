import { type SkillPermissionResource } from '../catalog/kinds/kinds.ts';
import { skillName } from '../catalog/kinds/kinds.ts';
import { type PermissionEffect, type SkillPermissionSpec } from '../catalog/kinds/skill-permission.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { createBundle } from './evaluate/create-bundle.ts';
import { type Facts } from './facts.ts';
import { deepFreeze } from './freeze.ts';
import { parseCondition } from './load/parse-condition.ts';
import { createProblems } from './load/problems.ts';
import { permissionFacts } from './stages/permission.ts';
import { type RuleBundle } from './verdict.ts';

/** The agent that calls. */
export interface GrantSubject {
  readonly name: string;
  readonly role: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Names of the SkillPermissions that speak about a call, by what they say; each list in alphabetical order. */
export interface Grants {
  readonly allow: readonly string[];
  readonly ask: readonly string[];
  readonly deny: readonly string[];
}

/**
 * The SkillPermissions that speak about one call: they name the agent and the skill, and their `when` is true of the
 * facts of the permission stage (in which `grants.*` are empty lists: a `when` cannot look at its own outcome).
 * What they mean together is for the permission rules to say. Fails with RULES_INVALID when a `when` cannot be judged,
 * so that a broken denial is never taken for none.
 */
export async function collectGrants(
  permissions: readonly SkillPermissionResource[],
  subject: GrantSubject,
  facts: Facts,
): Promise<Grants> {
  const blank = withGrants(facts, { allow: [], ask: [], deny: [] });
  const grants: Record<PermissionEffect, string[]> = { allow: [], ask: [], deny: [] };
  for (const permission of permissions) {
    if (await speaks(permission, subject, blank)) {
      listFor(grants, permission.spec.effect).push(permission.metadata.name);
    }
  }
  return { allow: grants.allow.toSorted(), ask: grants.ask.toSorted(), deny: grants.deny.toSorted() };
}

/** The facts that the permission rules look at: those of the call, with the grants in them. */
export function withGrants(facts: Facts, grants: Grants): Facts {
  return { ...facts, 'grants.allow': grants.allow, 'grants.ask': grants.ask, 'grants.deny': grants.deny };
}

/** All that is wrong with the `when` of a SkillPermission; empty when it is sound or absent. */
export function checkWhen({ metadata, spec }: SkillPermissionResource): readonly MaiosError[] {
  if (spec.when === undefined) return [];
  const problems = createProblems({ resource: `SkillPermission/${metadata.name}`, ruleAt: () => undefined });
  const facts = Object.fromEntries(Object.entries(permissionFacts).filter(([name]) => !name.startsWith('grants.')));
  parseCondition(spec.when, ['when'], { stage: 'permission', facts, named: new Set(), problems });
  return problems.list();
}

async function speaks(permission: SkillPermissionResource, subject: GrantSubject, facts: Facts): Promise<boolean> {
  const { spec } = permission;
  const skill = facts['call.skill'];
  if (!spec.skills.some((name) => skillName(name) === skill)) return false;
  if (!isSubject(spec.subjects, subject)) return false;
  if (spec.when === undefined) return true;
  const verdict = await bundleOf(permission).evaluate(facts);
  return verdict.hits.length > 0;
}

/** Whether a SkillPermission means this agent. */
export function isSubject(subjects: SkillPermissionSpec['subjects'], { name, role, labels }: GrantSubject): boolean {
  const wanted = Object.entries(subjects.labels ?? {});
  return (
    subjects.all === true ||
    (subjects.agents ?? []).includes(name) ||
    (subjects.roles ?? []).includes(role) ||
    (wanted.length > 0 && wanted.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value))
  );
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

function listFor(grants: Record<PermissionEffect, string[]>, effect: PermissionEffect): string[] {
  return grants[effect];
}
