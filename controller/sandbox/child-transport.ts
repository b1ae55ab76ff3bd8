import type { ChildProcess } from 'node:child_process';
import { MaiosError } from '../errors/maios-error.ts';
import type { Transport } from './transport.ts';

/** The pipes of a sandboxd that was just spawned, or of the program that wraps it. */
export function childTransport(child: ChildProcess): Transport {
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null) throw new MaiosError('INTERNAL', 'expected pipes to the sandbox, found none');
  return {
    listen({ output, said, gone }) {
      stdout.on('data', output);
      stderr?.on('data', said);
      // Writing to a sandbox that has just died; its end is told by `close`.
      stdin.on('error', () => undefined);
      child.once('error', (error) => gone(error.message));
      child.once('close', (code, signal) => gone(`the sandbox ended with ${signal ?? `exit code ${code}`}`));
    },
    write: (line) => void stdin.write(line),
    end: () => void stdin.end(),
    kill: () => void child.kill('SIGKILL'),
  };
}
