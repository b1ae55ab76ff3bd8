import { randomBytes } from 'node:crypto';
import { appendStep } from '../../controller/store/operations/steps/append-step.ts';
import type { Scope } from '../../controller/store/scope.ts';
import type { Store } from '../../controller/store/store.ts';
import { addProject, addRun } from '../../test/support/rows.ts';

export const bodyBytes = 1024;

/** Milliseconds of each step of each run; one step is 1 KiB that cannot be compressed, committed before the next begins. */
export async function ownSteps(
  store: Store,
  scope: Scope,
  { runs, steps }: { readonly runs: number; readonly steps: number },
): Promise<readonly (readonly number[])[]> {
  const projectId = await addProject(store, scope);
  const times: number[][] = [];
  for (let index = 0; index < runs; index += 1) {
    const runId = await addRun(store, scope, projectId);
    const step = { runId, epoch: 1, kind: 'observation', label: 'read_file' } as const;
    times.push(await repeat(steps, (body) => appendStep(store, scope, { ...step, body })));
  }
  return times;
}

/** Milliseconds of each call, each with a new body. */
export async function repeat(count: number, work: (body: string) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const body = randomBytes((bodyBytes / 4) * 3).toString('base64');
    const start = performance.now();
    await work(body);
    times.push(performance.now() - start);
  }
  return times;
}
