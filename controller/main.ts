import { accessToken } from './api/access-token.ts';
import { createCli } from './cli/cli.ts';
import { packageVersion } from './compose/package-version.ts';
import { loadConfig } from './config/config.ts';
import { toMaiosError } from './errors/maios-error.ts';
import { armFaultpoints } from './faults/faultpoint.ts';
import { hasData } from './store/has-data.ts';

/**
 * The process: settings in, exit code out. Most commands are small clients: what owns, examines or keeps a system, some
 * hundred files, is loaded by those that do.
 */
async function main(): Promise<number> {
  const config = loadConfig(process.env);
  armFaultpoints(config.faultpoints);
  const { stdin, stdout, stderr } = process;
  const starting = async () => import('./compose/start-process.ts');
  const notify = (line: string): void => void stderr.write(line);
  return createCli({
    terminal: {
      program: config.program,
      stdin,
      stdout,
      stderr,
      isTty: config.redraws && stdout.isTTY === true,
      isInteractive: stdin.isTTY === true,
      color: config.color && stdout.isTTY === true && stderr.isTTY === true,
      columns: () => stdout.columns ?? 80,
      rows: () => stdout.rows ?? 24,
    },
    home: config.home,
    workingFolder: process.cwd(),
    version: packageVersion(),
    hasSystem: () => config.server !== undefined || config.databaseUrl !== undefined || hasData(config.home),
    startOwner: async (options) => (await starting()).startServing(config, options, notify),
    startProcess: async (kind, options) => (await starting()).startProcess(kind, config, options, notify),
    remote: config.server === undefined ? undefined : { url: config.server, token: config.token },
    examine: async () => (await import('./doctor/examine.ts')).examine(config),
    token: () => accessToken(config),
    system: async () => (await import('./compose/keep-system.ts')).keepSystem(config),
    onInterrupt(listener) {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, listener);
      return () => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, listener);
      };
    },
    now: () => Date.now(),
  }).run(process.argv.slice(2));
}

try {
  process.exitCode = await main();
} catch (thrown) {
  // Settings that cannot be used: the CLI, which reports everything else, does not exist yet.
  const error = toMaiosError(thrown);
  process.stderr.write(`error ${error.code}: ${error.message}\n  fix: ${error.fix}\n`);
  process.exitCode = error.row.exit;
}
