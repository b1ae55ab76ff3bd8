import type { Rule, Stage } from '../../catalog/kinds/rule-set.ts';
import { isFactValue, isRecord } from '../conditions/json.ts';
import type { FactValue } from '../facts.ts';
import { deepFreeze } from '../freeze.ts';
import type { Hit } from '../verdict.ts';
import { readerOf, type Place, type Read } from './compile-comparison.ts';
import type { Slots } from './fact-slots.ts';
import type { Known } from './fold-node.ts';

/** What a rule says when it is true. */
export interface Saying {
  /** Slots that its params refer to. */
  readonly reads: readonly number[];
  readonly hit: (slots: Slots) => Hit;
}

/** What a rule says, with places for the facts that its params refer to; a hit without any is made once and shared. */
export function compileEvent({ name, event }: Rule, stage: Stage, place: Place): Saying {
  const params = Object.entries(event.params ?? {}).map(([key, value]) => compileParam(key, value, place));
  const reads = params.flatMap(({ slot }) => (slot === undefined ? [] : [slot]));
  const { type } = event;
  const hit = (slots: Slots): Hit => {
    const values: Record<string, FactValue> = {};
    for (const { key, read } of params) values[key] = read(slots);
    if (stage !== 'scoring') return { rule: name, type, params: values };
    return { rule: name, type, params: values, score: scoreOf(values) };
  };
  return reads.length === 0 ? fixed(hit([])) : { reads, hit };
}

/** The same with what it says made once, where all that it refers to is known. */
export function foldSaying(saying: Saying, known: Known): Saying {
  const isFixed = saying.reads.length > 0 && saying.reads.every((slot) => known.has(slot));
  return isFixed ? fixed(saying.hit(known.slots)) : saying;
}

interface Param {
  readonly key: string;
  readonly slot: number | undefined;
  readonly read: Read;
}

function compileParam(key: string, value: unknown, place: Place): Param {
  if (isRecord(value) && typeof value['fact'] === 'string') {
    const { fact, path } = value;
    return {
      key,
      slot: place.slots.get(fact),
      read: readerOf(typeof path === 'string' ? { fact, path } : { fact }, place),
    };
  }
  const plain = isFactValue(value) ? value : null;
  return { key, slot: undefined, read: () => plain };
}

function fixed(hit: Hit): Saying {
  deepFreeze(hit);
  return { reads: [], hit: () => hit };
}

// `add` times `times`; a fact that is null (not known) adds nothing.
function scoreOf({ add, times = 1 }: Readonly<Record<string, FactValue>>): number {
  return typeof add === 'number' && typeof times === 'number' ? roundScore(add * times) : 0;
}

// Far more than any score means, and little enough for sums of it to stay numbers that JSON has.
const mostScore = 1e15;

/** To six decimals, which hide what binary fractions add, and between ±10^15; `+ 0` makes of -0 the zero that survives JSON. */
export function roundScore(value: number): number {
  const bounded = Math.max(-mostScore, Math.min(mostScore, value));
  return Math.round(bounded * 1e6) / 1e6 + 0;
}
