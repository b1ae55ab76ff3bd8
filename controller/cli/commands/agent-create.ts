import type { AgentSpec } from '../../catalog/kinds/agent.ts';
import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import { printView } from '../output/print-view.ts';
import { plain } from '../output/span.ts';
import { resourceName } from '../resource-name.ts';
import { withApi } from '../with-api.ts';

interface CreateOptions extends OutputOptions {
  readonly name: string;
  readonly role?: string;
  readonly model?: string;
  readonly skills?: readonly string[];
  readonly instructions?: string;
}

/** `maios agent create --name N` */
export const addAgentCreate: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('create')
    .description('Declare an agent; what is not given is taken from the built-in developer.')
    .requiredOption('--name <name>', 'lower-case letters, digits and hyphens')
    .option('--role <role>', 'what it is: developer, tester, reviewer, …')
    .option('--model <model>', 'the Model that it thinks with')
    .option('--skills <skills>', 'names, separated by commas', listOf)
    .option('--instructions <text>', 'its system prompt')
    .addOption(outputOption())
    .action(async (options: CreateOptions) => {
      const name = resourceName(deps.terminal, options.name);
      const code = await withApi(deps, async ({ api }) => {
        const created = await api.createAgent(name, specOf(options));
        printView(deps.terminal, options.output, created, ({ change }) => [plain(`agent ${name} ${said[change]}`)]);
        return 0;
      });
      exit(code);
    });
  examples(command, [
    'maios agent create --name dev-1',
    'maios agent create --name ada --role reviewer --skills read_file,search_code',
  ]);
};

const said = {
  created: 'created',
  changed: 'changed: it was there already, otherwise',
  unchanged: 'unchanged: it was there already, just so',
  deleted: 'deleted',
} as const;

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function specOf({ role, model, skills, instructions }: CreateOptions): Partial<AgentSpec> {
  return {
    ...(role === undefined ? {} : { role }),
    ...(model === undefined ? {} : { model }),
    ...(skills === undefined ? {} : { skills: [...skills] }),
    ...(instructions === undefined ? {} : { instructions }),
  };
}
