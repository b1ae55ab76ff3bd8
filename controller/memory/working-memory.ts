import type { Step } from '../store/operations/steps/read-steps.ts';
import type { Ephemeral } from './ephemeral.ts';

/** What is remembered of a recorded step: what a run needs to go on. */
export type RememberedStep = Omit<Step, 'at'>;

const ttlMs = 30 * 60_000;

/** Remembers a step that was recorded, so that whoever takes the run over need not read it. */
export function rememberStep(ephemeral: Ephemeral, runId: string, step: RememberedStep): void {
  ephemeral.addPiece(stepsKey(runId), step.n, JSON.stringify(step), ttlMs);
}

/** All `count` steps of a run in order; undefined when one is missing: the database has them. */
export async function recallSteps(
  ephemeral: Ephemeral,
  runId: string,
  count: number,
): Promise<readonly RememberedStep[] | undefined> {
  const pieces = await ephemeral.readPieces(stepsKey(runId));
  const steps: RememberedStep[] = [];
  for (let n = 1; n <= count; n += 1) {
    const text = pieces.get(n);
    if (text === undefined) return undefined;
    // Only this system writes there, and what it writes is what it recorded.
    steps.push(JSON.parse(text) as RememberedStep);
  }
  return steps;
}

/** Where a run's steps are kept. */
export function stepsKey(runId: string): string {
  return `steps:${runId}`;
}
