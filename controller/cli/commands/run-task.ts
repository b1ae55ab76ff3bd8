import { MaiosError } from '../../errors/maios-error.ts';
import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import { followProjects } from '../progress/follow-projects.ts';
import { resourceName } from '../resource-name.ts';
import { retriesOption, whenThereIsRoom } from '../when-there-is-room.ts';
import { withApi } from '../with-api.ts';

interface RunTaskOptions extends OutputOptions {
  readonly name?: string;
  readonly retries: number;
  readonly allowUnsafeSandbox?: boolean;
}

/** `maios run task "…"`: a project from a request alone. */
export const addRunTask: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('task')
    .description('Start a project from a request in plain words, and follow it.')
    .argument('<request>', 'what is wanted')
    .option('--name <name>', 'how to call the project; made from the request when absent')
    .option('--allow-unsafe-sandbox', 'let a real model run code without isolation')
    .addOption(retriesOption())
    .addOption(outputOption())
    .action(async (request: string, { name: given, output, retries, allowUnsafeSandbox = false }: RunTaskOptions) => {
      if (request.trim() === '') throw noRequest();
      const name = given === undefined ? undefined : resourceName(deps.terminal, given);
      const code = await withApi(
        deps,
        async (session) => {
          const wanted = name === undefined ? { request } : { request, name };
          const started = await whenThereIsRoom(deps, session, retries, () => session.api.startProject(wanted));
          return followProjects(deps, session, { projects: [started.id], format: output, fromStart: true });
        },
        { work: true, allowUnsafeSandbox },
      );
      exit(code);
    });
  examples(command, [
    'maios run task "Build a REST API for notes, with tests"',
    'maios run task "Tidy the README" --name tidy',
  ]);
};

function noRequest(): MaiosError {
  return new MaiosError('USAGE', 'run task: expected a request in words, found nothing between the quotes', {
    fix: 'Say what is wanted: `maios run task "Build a REST API for notes, with tests"`.',
  });
}
