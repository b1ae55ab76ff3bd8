import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.ts';

/**
 * Does the work beside a redis-server of its own, which keeps nothing on disk and is ended afterwards. undefined, and a line
 * that says why, where there is no redis-server; an error then when MAIOS_REQUIRE_SERVICES=1.
 */
export async function withRedis<T>(work: (url: string) => Promise<T>): Promise<T | undefined> {
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'close');
  ended.catch(() => undefined);
  try {
    await ready(child.stdout);
  } catch (error) {
    if (process.env['MAIOS_REQUIRE_SERVICES'] === '1') throw error;
    console.error('skipped: no redis-server');
    return undefined;
  }
  try {
    return await work(`redis://127.0.0.1:${port}`);
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

async function ready(output: NodeJS.ReadableStream): Promise<void> {
  for await (const line of createInterface(output)) if (line.includes('Ready to accept connections')) return;
  throw new Error('expected redis-server to start, found its end');
}
