import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Fault } from './fault.ts';
import { limits } from './limits.ts';
import type { Found, Search, WorkerFindings } from './checked-search.ts';

// The same ending as this file: .ts in a checkout, .js when built.
const workerFile = new URL(`./search-worker${extname(import.meta.url)}`, import.meta.url);

/** In a thread, because a pattern may take for ever: a thread can be ended in the middle of one. */
export function searchWithoutRipgrep(search: Search): Promise<Found> {
  const worker = new Worker(workerFile, { workerData: search });
  return new Promise<Found>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(
        new Fault(
          'SANDBOX_LIMIT',
          `the search took longer than ${limits.searchMs} ms; use a simpler pattern, or a path`,
        ),
      );
    }, limits.searchMs);
    worker.once('error', reject);
    worker.once('message', (found: WorkerFindings) => {
      clearTimeout(timer);
      if (found.complaint !== undefined) reject(new Fault('USAGE', `pattern: ${found.complaint}`));
      else resolve({ matches: found.matches, truncated: found.truncated, engine: 'javascript' });
    });
  }).finally(() => void worker.terminate());
}
