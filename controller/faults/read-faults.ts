import { MaiosError } from '../errors/maios-error.ts';
import { type Faultpoint, faultpoints } from './faultpoints.ts';

/** What a process does to itself. */
export type FaultAction =
  | { readonly do: 'kill' | 'stop' | 'throw' | 'tell' }
  /** Blocks the event loop, as a computation would. */
  | { readonly do: 'block'; readonly ms: number };

/** When it does it. */
export type Fault =
  /** At the nth time that the process comes to a point, from 1; 0 is every time. */
  | { readonly at: Faultpoint; readonly nth: number; readonly action: FaultAction }
  /** At any point, with a probability from 0 to 1; the same seed draws the same numbers. */
  | { readonly seed: number; readonly probability: number };

/**
 * Reads `POINT:ACTION:NTH` and `seed:NUMBER:PROBABILITY`, parted by commas, where ACTION is `kill` (SIGKILL), `stop`
 * (SIGSTOP), `throw`, `tell` (a line on stderr alone) or `block-MS`. Fails with CONFIG_INVALID.
 */
export function readFaults(text: string): readonly Fault[] {
  return text.split(',').map((part) => readFault(part.trim()));
}

function readFault(part: string): Fault {
  const [name = '', second = '', third = '1', ...rest] = part.split(':');
  if (rest.length > 0) throw invalid('POINT:ACTION:NTH', part);
  if (name === 'seed') return { seed: numberOf(second, part), probability: numberOf(third, part) };
  if (!isFaultpoint(name)) throw invalid('the name of a point', name);
  return { at: name, action: readAction(second), nth: numberOf(third, part) };
}

function readAction(text: string): FaultAction {
  const ms = /^block-(\d+)$/.exec(text)?.[1];
  if (ms !== undefined) return { do: 'block', ms: Number(ms) };
  if (text === 'kill' || text === 'stop' || text === 'throw' || text === 'tell') return { do: text };
  throw invalid('kill, stop, throw, tell or block-MS', text);
}

function numberOf(text: string, part: string): number {
  const number = Number(text);
  if (text !== '' && Number.isFinite(number) && number >= 0) return number;
  throw invalid('a number', part);
}

function isFaultpoint(name: string): name is Faultpoint {
  return Object.hasOwn(faultpoints, name);
}

function invalid(expected: string, found: string): MaiosError {
  return new MaiosError('CONFIG_INVALID', `MAIOS_FAULTPOINTS: expected ${expected}, found "${found}"`);
}
