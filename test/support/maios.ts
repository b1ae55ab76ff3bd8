import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { makeTestHome } from './store.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const node = join(root, 'node_modules/.bin/node');
const program = join(root, 'bin/maios.js');

/** How a command ended. */
export interface Ended {
  /** undefined: a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs as a process of its own. */
export interface Running {
  readonly ended: Promise<Ended>;
  /** The first line, of what was and will be printed, that matches; rejects when it ends without one. */
  line(pattern: RegExp): Promise<string>;
  /** SIGKILL, at once; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves when it has ended. */
  stop(): Promise<Ended>;
}

export interface Maios {
  readonly home: string;
  start(...args: readonly string[]): Running;
  /** Runs a command to its end. */
  run(...args: readonly string[]): Promise<Ended>;
  /** Runs it to its end under another program, which gets the whole command line as its last arguments. */
  runBy(wrapper: readonly [string, ...string[]], ...args: readonly string[]): Promise<Ended>;
  /** Runs a command with `-o json`, which must end with code 0; gives what it printed. */
  json(...args: readonly string[]): Promise<unknown>;
  /** The same data folder with more variables; undefined takes one away. */
  with(env: Environment): Maios;
}

export type Environment = Readonly<Record<string, string | undefined>>;

interface Options {
  /** A data folder that does not exist yet, as on a fresh machine; else one with an empty database, which is faster. */
  readonly fresh?: boolean;
  readonly env?: Environment;
}

/** The program as a user runs it, on a data folder of its own. What still runs is killed after the test. */
export async function useMaios(t: ExecutionContext, { fresh = false, env = {} }: Options = {}): Promise<Maios> {
  const home = fresh ? join(await makeFolder(t), '.maios') : await makeTestHome(t);
  return createMaios(t, home, env);
}

/** The same on a data folder that exists already. */
export function createMaios(t: ExecutionContext, home: string, env: Environment = {}): Maios {
  const spawned = ([command, ...words]: readonly [string, ...string[]]): Running => {
    const running = follow(spawn(command, words, { cwd: root, env: environment(home, env) }));
    t.teardown(() => running.kill());
    return running;
  };
  const start = (...args: readonly string[]): Running => spawned([node, program, ...args]);
  const run = async (...args: readonly string[]): Promise<Ended> => start(...args).ended;
  return {
    home,
    start,
    run,
    runBy: async (wrapper, ...args) => spawned([...wrapper, node, program, ...args]).ended,
    async json(...args) {
      const { code, stdout, stderr } = await run(...args, '-o', 'json');
      t.is(code, 0, stderr);
      return JSON.parse(stdout) as unknown;
    },
    with: (more) => createMaios(t, home, { ...env, ...more }),
  };
}

/** An empty folder, removed after the test. */
export async function makeFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'maios-e2e-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

// Nothing of the developer's own settings: a key that is set would ask a real model, and a Docker that is there would
// be used without being what the test is about.
function environment(home: string, env: Environment): NodeJS.ProcessEnv {
  const PATH = [dirname(node), process.env['PATH']].join(delimiter);
  return {
    PATH,
    HOME: process.env['HOME'],
    TMPDIR: process.env['TMPDIR'],
    MAIOS_HOME: home,
    DOCKER_HOST: 'unix:///nowhere',
    ...env,
  };
}

function follow(child: ChildProcess): Running {
  const output = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  let code: number | undefined;
  let isOver = false;
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      tell();
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      code = exitCode ?? undefined;
      isOver = true;
      tell();
      resolve({ code, ...output });
    });
  });
  const signal = async (name: NodeJS.Signals): Promise<Ended> => {
    if (!isOver) child.kill(name);
    return ended;
  };
  return {
    ended,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = wholeLines(output).find((line) => pattern.test(line));
          if (found === undefined && !isOver) return;
          listeners.delete(look);
          if (found !== undefined) resolve(found);
          else reject(new Error(`no line like ${pattern} in:\n${output.stdout}\n${output.stderr}`));
        };
        listeners.add(look);
        look();
      }),
    kill: async () => void (await signal('SIGKILL')),
    stop: () => signal('SIGTERM'),
  };
}

function wholeLines({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): readonly string[] {
  return [stdout, stderr].flatMap((text) => text.split('\n').slice(0, -1));
}
