import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { MaiosError } from '../../errors/maios-error.ts';
import { verifyBackup } from '../../upkeep/backup/read-backup.ts';
import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import type { CliDependencies } from '../command-context.ts';
import { exitInterrupted } from '../progress/follow-projects.ts';
import { printNotes, printView } from '../output/print-view.ts';
import { span } from '../output/span.ts';
import { backupLines } from '../render/backup-lines.ts';
import { withSystem } from '../with-system.ts';

/** `maios backup FILE`, `maios backup verify FILE` */
export const addBackupCommand: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('backup')
    .description('Write the whole system into one file while it works: every row, every repository.')
    .argument('<file>', 'where to; one that is there is replaced when the new one is whole')
    .addOption(outputOption())
    .action(async (file: string, { output }: OutputOptions) => {
      exit(await backup(deps, resolve(deps.workingFolder, file), output));
    });
  const verify = command
    .command('verify')
    .description('Say whether a file is a whole backup, and of what.')
    .argument('<file>', 'what `maios backup` wrote')
    .addOption(outputOption())
    .action(async (file: string, { output }: OutputOptions) => {
      printView(deps.terminal, output, await verifyBackup(resolve(deps.workingFolder, file)), backupLines);
      exit(0);
    });
  examples(verify, ['maios backup verify /backups/maios-monday', 'maios backup verify /backups/maios-monday -o json']);
  examples(command, [
    'maios backup /backups/maios-monday',
    'maios backup verify /backups/maios-monday',
    'MAIOS_SERVER=https://maios.example.org MAIOS_TOKEN=… maios backup maios-monday',
  ]);
};

async function backup(deps: CliDependencies, file: string, output: OutputOptions['output']): Promise<number> {
  const { saveWhole } = await import('../../upkeep/backup/save-backup.ts');
  return withSystem(deps, async ({ api, signal }) => {
    try {
      const answer = await api.backup(signal);
      tellProgress(deps, answer);
      printView(deps.terminal, output, await saveWhole(answer, file, verifyBackup, signal), backupLines);
      return 0;
    } catch (error) {
      if (signal.aborted) return exitInterrupted;
      throw isBrokenOff(error) ? brokenOff(error) : error;
    }
  });
}

const everyMs = 5000;
const mib = 1024 * 1024;

function tellProgress({ terminal, now }: CliDependencies, answer: Readable): void {
  let bytes = 0;
  let told = now();
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (now() - told < everyMs) return;
    told = now();
    printNotes(terminal, [[span(`${Math.round(bytes / mib)} MiB so far`, 'dim')]]);
  });
  // Listening makes it flow: nothing may come before there is a file to write it to.
  answer.pause();
}

function isBrokenOff(error: unknown): error is Error {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ECONNRESET' || error.code === 'ERR_STREAM_PREMATURE_CLOSE')
  );
}

function brokenOff(cause: Error): MaiosError {
  return new MaiosError('OWNER_UNREACHABLE', `the backup was broken off: ${cause.message}`, {
    cause,
    fix: 'Look at what the process that it was of has told; nothing was written.',
  });
}
