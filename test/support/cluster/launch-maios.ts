import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const node = join(root, 'node_modules/.bin/node');
const program = join(root, 'bin/maios.js');

/** The program as a process of its own, with these variables and next to none of this process's. Killed when this one ends. */
export function launchMaios(
  args: readonly string[],
  env: Readonly<Record<string, string>> & { readonly MAIOS_HOME: string },
): ChildProcessByStdio<null, Readable, Readable> {
  const PATH = [dirname(node), process.env['PATH']].join(delimiter);
  const child = spawn(node, [program, ...args], {
    cwd: env.MAIOS_HOME,
    env: { PATH, HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const orphan = (): void => void child.kill('SIGKILL');
  process.once('exit', orphan);
  child.once('exit', () => process.off('exit', orphan));
  return child;
}

/** Hands over each line of a stream. */
export function byLine(stream: Readable, take: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    parts.forEach(take);
  });
}
