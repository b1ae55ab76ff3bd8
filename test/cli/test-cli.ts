import { PassThrough, Readable } from 'node:stream';
import { createCli } from '../../controller/cli/cli.ts';
import type { CliDependencies } from '../../controller/cli/command-context.ts';

export interface RanCli {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliSetup extends Partial<Omit<CliDependencies, 'terminal'>> {
  readonly columns?: number;
  readonly isTty?: boolean;
  readonly program?: string;
  /** What is piped in. */
  readonly input?: string;
}

export interface RunningCli {
  readonly done: Promise<RanCli>;
  stdout(): string;
  stderr(): string;
  interrupt(): void;
}

/** Runs one command line to its end. */
export function runCli(argv: readonly string[], setup: CliSetup = {}): Promise<RanCli> {
  return startCli(argv, setup).done;
}

/** Starts a command line in this process; nothing of it reaches the real terminal. */
export function startCli(
  argv: readonly string[],
  { columns = 80, isTty = false, input = '', program = 'maios', ...deps }: CliSetup = {},
): RunningCli {
  const stdout = collect();
  const stderr = collect();
  const listeners = new Set<() => void>();
  const cli = createCli({
    terminal: {
      program,
      stdin: Readable.from([Buffer.from(input)]),
      stdout: stdout.stream,
      stderr: stderr.stream,
      isTty,
      isInteractive: false,
      color: false,
      columns: () => columns,
      rows: () => 40,
    },
    home: '/nonexistent/maios-home',
    workingFolder: '/',
    version: '1.2.3',
    hasSystem: () => true,
    startOwner: () => Promise.reject(new Error('this test has no owner')),
    startProcess: () => Promise.reject(new Error('this test starts no process')),
    remote: undefined,
    token: () => 'a-token',
    examine: async () => [],
    system: () => Promise.reject(new Error('this test restores and moves nothing')),
    onInterrupt(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    now: () => Date.now(),
    ...deps,
  });
  return {
    done: cli.run(argv).then((code) => ({ code, stdout: stdout.text(), stderr: stderr.text() })),
    stdout: stdout.text,
    stderr: stderr.text,
    interrupt: () => listeners.forEach((listener) => listener()),
  };
}

function collect() {
  const stream = new PassThrough();
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  // What was written last is read before the text is asked for.
  return { stream, text: () => (text += String(stream.read() ?? '')) };
}
