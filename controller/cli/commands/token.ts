import { type AddCommand, examples } from '../command.ts';

/** `maios token` */
export const addTokenCommand: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('token')
    .description(
      'Print what requests must show to a server of this data folder that listens on more than this machine: MAIOS_TOKEN, else one of its own, made when there is none.',
    )
    .action(() => {
      deps.terminal.stdout.write(`${deps.token()}\n`);
      exit(0);
    });
  examples(command, [
    'maios token',
    'MAIOS_SERVER=http://127.0.0.1:8000 MAIOS_TOKEN=$(maios token) maios project list',
  ]);
};
