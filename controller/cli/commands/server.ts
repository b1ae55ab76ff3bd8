import { MaiosError } from '../../errors/maios-error.ts';
import { type AddCommand, examples } from '../command.ts';
import { printNotes } from '../output/print-view.ts';
import { plain } from '../output/span.ts';
import { withApi } from '../with-api.ts';

interface ServerOptions {
  readonly allowUnsafeSandbox?: boolean;
}

/** `maios server` */
export const addServerCommand: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('server')
    .description('Own the data folder, carry on with its projects and serve the API on 127.0.0.1 until stopped.')
    .option('--allow-unsafe-sandbox', 'let a real model run code without isolation')
    .action(async ({ allowUnsafeSandbox = false }: ServerOptions) => {
      const code = await withApi(
        deps,
        async ({ owner, signal }) => {
          if (owner === undefined) throw new MaiosError('STORE_OWNED', `another process owns ${deps.home}`);
          printNotes(deps.terminal, [plain(`listening on ${owner.url ?? owner.socketPath}; Ctrl-C stops`)]);
          await aborted(signal);
          printNotes(deps.terminal, [plain('stopping; the work goes on where it was when maios is started again')]);
          return 0;
        },
        { work: true, listen: true, allowUnsafeSandbox },
      );
      exit(code);
    });
  examples(command, ['maios server', 'MAIOS_ADDRESS=127.0.0.1:9000 maios server']);
};

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  // An idle server has nothing else that keeps the process alive.
  const alive = setInterval(() => {}, 2 ** 30);
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => (clearInterval(alive), resolve()), { once: true });
  });
}
