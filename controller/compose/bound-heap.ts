import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** By how much the heap may grow beyond what was alive at the last collection; V8 alone would let it become four times that. */
const growingPercent = 40;

/**
 * Has V8 collect what starting left behind, and from now on collect sooner and at once: what is marked little by little
 * lets garbage grow to twice the limit meanwhile, as when thousands of specs are read. V8 gives pages that it once had
 * back to nobody: the first climb of a young process to some hundred MiB of garbage would stay with it for ever. Costs
 * some 60 ms, once, and pauses of some 40 ms with 60 MiB alive; bench/overload shows memory and rate.
 */
export function boundHeap(): void {
  setFlagsFromString(`--heap-growing-percent=${growingPercent}`);
  setFlagsFromString('--no-incremental-marking');
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
}
