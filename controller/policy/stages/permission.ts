import { effectClasses } from '../../catalog/kinds/skill.ts';
import type { FactTable } from '../facts.ts';
import { clock, flag, list, maybe, word } from './define.ts';

/** What permission rules, and the `when` of a SkillPermission, look at: one call of one skill by one agent. */
export const permissionFacts: FactTable = {
  now: clock,
  'agent.name': word('The agent that calls.', 'dev-1'),
  'agent.role': word('Its role.', 'developer'),
  'agent.labels': { type: 'object', nullable: false, meaning: 'Its labels, by name.', sample: {} },
  'call.skill': word('The skill that is called.', 'read_file'),
  'call.effect': word("The skill's effect class.", 'pure', effectClasses),
  'call.network': flag('The skill needs the network.'),
  'call.arguments': { type: 'object', nullable: false, meaning: 'The arguments; look inside with `path`.', sample: {} },
  'call.approved': flag('A person approved just this call, with just these arguments, for this task.'),
  'agent.hasSkill': flag('The agent declares the skill.', true),
  'grants.allow': list('SkillPermissions that allow the call.'),
  'grants.ask': list('SkillPermissions that want a person asked.'),
  'grants.deny': list('SkillPermissions that deny the call.'),
  'task.name': maybe(word('The task that the call is for.', 'build')),
};
