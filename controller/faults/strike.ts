import { writeSync } from 'node:fs';
import { MaiosError } from '../errors/maios-error.ts';
import type { Faultpoint } from './faultpoints.ts';
import type { Fault, FaultAction } from './read-faults.ts';

/** What comes to each point and strikes when a fault says so. The faults are counted from now on. */
export function strikeOf(faults: readonly Fault[]): (point: Faultpoint) => void {
  const counts = new Map<Faultpoint, number>();
  const draws = faults.flatMap((fault) =>
    'seed' in fault ? [{ draw: drawOf(fault.seed), probability: fault.probability }] : [],
  );
  return (point) => {
    const count = (counts.get(point) ?? 0) + 1;
    counts.set(point, count);
    for (const fault of faults) {
      if ('at' in fault && fault.at === point && (fault.nth === count || fault.nth === 0))
        act(point, count, fault.action);
    }
    for (const { draw, probability } of draws) if (draw() < probability) act(point, count, { do: 'kill' });
  };
}

function act(point: Faultpoint, count: number, action: FaultAction): void {
  // Written before this process dies, and not through a stream that would be lost with it.
  writeSync(2, `faultpoint ${point} ${action.do} ${count} ${process.pid} ${Date.now()}\n`);
  switch (action.do) {
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      return block(60_000);
    case 'stop':
      process.kill(process.pid, 'SIGSTOP');
      return;
    case 'throw':
      throw new MaiosError('INTERNAL', `the fault that was armed at ${point}`);
    case 'block':
      return block(action.ms);
    case 'tell':
  }
}

// Signals to oneself may come a moment later: nothing may be done meanwhile.
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Numbers from 0 to 1 that follow from the seed alone (mulberry32, Tommy Ettinger, public domain). */
function drawOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
