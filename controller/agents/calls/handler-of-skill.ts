import type { SkillResource } from '../../catalog/kinds/kinds.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { builtinSkill } from '../../sandbox/builtin-skills.ts';
import { commandSkill } from '../../sandbox/command-skill.ts';
import type { SkillHandler } from '../../sandbox/skill-handler.ts';

/** How a declared skill is carried out. Fails with NOT_FOUND for a built-in that this version does not have. */
export function handlerOfSkill({ metadata, spec }: SkillResource): SkillHandler {
  if (spec.handler.type === 'command') return commandSkill(spec.handler.command);
  const handler = builtinSkill(spec.handler.name);
  if (handler !== undefined) return handler;
  throw new MaiosError('NOT_FOUND', `expected a built-in skill for ${metadata.name}, found no "${spec.handler.name}"`);
}
