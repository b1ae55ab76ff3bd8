import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const maios = fileURLToPath(new URL('../bin/maios.js', import.meta.url));

/**
 * Milliseconds from the start of `maios run -f SPECS` to the line that tells its first committed decision. The process is
 * told to stop then, and its end is waited for.
 */
export async function firstDecisionMs(specs: string, home: string): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [maios, 'run', '-f', specs, '--again'], {
    env: { ...process.env, MAIOS_HOME: home, DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface(child.stdout)) {
    if (!/ decided /.test(line)) continue;
    const tookMs = performance.now() - started;
    child.kill('SIGTERM');
    await ended;
    return tookMs;
  }
  throw new Error('expected a decision, found the end of the process');
}
