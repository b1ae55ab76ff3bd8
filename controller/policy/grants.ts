import { skillName, type SkillPermissionResource } from '../catalog/kinds/kinds.ts';
import type { PermissionEffect, SkillPermissionSpec } from '../catalog/kinds/skill-permission.ts';
import type { FactValue, Facts } from './facts.ts';
import { judgeWhen } from './permission-when.ts';

/** The agent that calls. */
export interface GrantSubject {
  readonly name: string;
  readonly role: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Names of the SkillPermissions that speak about a call, by what they say; each list in alphabetical order. */
export type Grants = Readonly<Record<PermissionEffect, readonly string[]>>;

/** What was collected, and what is wrong with those that could not be judged, in the order of their names. */
export interface Collected extends Grants {
  readonly faults: readonly string[];
}

const noGrants: Grants = { allow: [], ask: [], deny: [] };

/**
 * The SkillPermissions that speak about one call: they name the agent and the skill, and their `when` is true of the
 * facts of the permission stage. What they mean together is for the permission rules to say.
 * One whose `when` cannot be judged about this call denies it, whatever it says else: a broken denial is never taken for
 * none.
 */
export function collectGrants(
  permissions: readonly SkillPermissionResource[],
  subject: GrantSubject,
  facts: Facts,
): Collected {
  const blank = withGrants(facts, noGrants);
  const skill = facts['call.skill'];
  const grants: Record<PermissionEffect, string[]> = { allow: [], ask: [], deny: [] };
  const faults: string[] = [];
  for (const permission of permissions) {
    if (!isSubject(permission.spec.subjects, subject) || !covers(permission.spec, skill)) continue;
    const { name } = permission.metadata;
    const said = judgeWhen(permission, blank);
    if (said === true) grants[permission.spec.effect].push(name);
    if (typeof said === 'object') {
      grants.deny.push(name);
      faults.push(`the when of ${name} cannot be judged: ${said.fault}`);
    }
  }
  return {
    allow: grants.allow.toSorted(),
    ask: grants.ask.toSorted(),
    deny: grants.deny.toSorted(),
    faults: faults.toSorted(),
  };
}

/** The facts that the permission rules look at: those of the call, with the grants in them. */
export function withGrants(facts: Facts, { allow, ask, deny }: Grants): Facts {
  return { ...facts, 'grants.allow': allow, 'grants.ask': ask, 'grants.deny': deny };
}

/** Whether the subjects of a SkillPermission mean an agent: by any of its name, its role, all of the labels, or everybody. */
export function isSubject(subjects: SkillPermissionSpec['subjects'], { name, role, labels }: GrantSubject): boolean {
  return (
    subjects.all === true ||
    (subjects.agents ?? []).includes(name) ||
    (subjects.roles ?? []).includes(role) ||
    carries(labels, Object.entries(subjects.labels ?? {}))
  );
}

// No label at all names nobody, not everybody.
function carries(labels: GrantSubject['labels'], wanted: readonly (readonly [string, string])[]): boolean {
  return wanted.length > 0 && wanted.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}

function covers({ skills }: SkillPermissionSpec, skill: FactValue | undefined): boolean {
  return typeof skill === 'string' && skills.some((name) => skillName(name) === skillName(skill));
}
