import { accessToken } from './api/access-token.ts';
import { createCli } from './cli/cli.ts';
import { keepSystem } from './compose/keep-system.ts';
import { packageVersion } from './compose/package-version.ts';
import { startProcess, startServing } from './compose/start-process.ts';
import { loadConfig } from './config/config.ts';
import { examine } from './doctor/examine.ts';
import { toMaiosError } from './errors/maios-error.ts';
import { armFaultpoints } from './faults/faultpoint.ts';

/** The process: settings in, exit code out. */
async function main(): Promise<number> {
  const config = loadConfig(process.env);
  armFaultpoints(config.faultpoints);
  const { stdin, stdout, stderr } = process;
  const notify = (line: string): void => void stderr.write(line);
  return createCli({
    terminal: {
      stdin,
      stdout,
      stderr,
      isTty: stdout.isTTY === true,
      isInteractive: stdin.isTTY === true,
      color: config.color && stdout.isTTY === true,
      columns: () => stdout.columns ?? 80,
      rows: () => stdout.rows ?? 24,
    },
    home: config.home,
    workingFolder: process.cwd(),
    version: packageVersion(),
    startOwner: async (options) => startServing(config, options, notify),
    startProcess: async (kind, options) => startProcess(kind, config, options, notify),
    remote: config.server === undefined ? undefined : { url: config.server, token: config.token },
    examine: async () => examine(config),
    token: () => accessToken(config),
    system: keepSystem(config),
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
