import { type AddCommand, examples } from '../command.ts';
import { addRulesDiff } from './rules-diff.ts';
import { addRulesLint } from './rules-lint.ts';
import { addRulesTest } from './rules-test.ts';

const commands: readonly AddCommand[] = [addRulesDiff, addRulesLint, addRulesTest];

/** `maios rules …` */
export const addRulesCommand: AddCommand = (parent, context) => {
  const command = parent
    .command('rules')
    .description('Test, check and compare rule sets, in files and in git revisions.');
  for (const add of commands) add(command, context);
  examples(command, ['maios rules test', 'maios rules test rules --coverage --mutate']);
};
