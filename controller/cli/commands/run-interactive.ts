import { type AddCommand, examples } from '../command.ts';
import { startRepl } from '../repl/start-repl.ts';
import { withApi } from '../with-api.ts';

interface InteractiveOptions {
  readonly allowUnsafeSandbox?: boolean;
}

/** `maios run interactive` */
export const addRunInteractive: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('interactive')
    .description('Start, watch, answer and cancel projects from a prompt; commands may also be piped in.')
    .option('--allow-unsafe-sandbox', 'let a real model run code without isolation')
    .action(async ({ allowUnsafeSandbox = false }: InteractiveOptions) => {
      exit(await withApi(deps, (session) => startRepl(deps, session), { work: true, allowUnsafeSandbox }));
    });
  examples(command, ['maios run interactive', "printf 'start Build a REST API\\nwatch\\n' | maios run interactive"]);
};
