import { skillName, type SkillPermissionResource } from '../catalog/kinds/kinds.ts';
import { isSubject, type GrantSubject } from './grants.ts';

/**
 * The skills that an agent may be able to use: some SkillPermission allows it or has a person asked, and none denies it
 * whatever the arguments. For choosing among agents; each call itself is judged when it is made.
 */
export function permittedSkills(
  permissions: readonly SkillPermissionResource[],
  subject: GrantSubject,
): ReadonlySet<string> {
  const about = permissions.filter((permission) => isSubject(permission.spec.subjects, subject));
  const granted = about.filter((permission) => permission.spec.effect !== 'deny').flatMap(skillsOf);
  const denied = new Set(
    about
      .filter((permission) => permission.spec.effect === 'deny' && permission.spec.when === undefined)
      .flatMap(skillsOf),
  );
  return new Set(granted.filter((skill) => !denied.has(skill)));
}

function skillsOf({ spec }: SkillPermissionResource): readonly string[] {
  return spec.skills.map(skillName);
}
