import type { Minutes } from '../scenario/fare-schema.ts';

/** A number from 0 to 1 (excluded), evenly spread: the same for the same words, whatever was drawn before. */
export type Draw = (...about: readonly (string | number)[]) => number;

const two32 = 4_294_967_296;

/**
 * Chance by name: a hash of the seed and of what is asked about, so that it depends on no order. FNV-1a over the words,
 * then the finaliser of MurmurHash3 (Appleby, public domain), which spreads what differs in one bit over all of them.
 */
export function createDraw(seed: number): Draw {
  return (...about) => {
    let hash = 0x81_1c_9d_c5 ^ seed;
    for (const word of about) {
      const text = `${word}\u0000`;
      for (let index = 0; index < text.length; index += 1) {
        hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93);
      }
    }
    return finalise(hash) / two32;
  };
}

function finalise(hash: number): number {
  let mixed = hash;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85_eb_ca_6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2_b2_ae_35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const msPerMinute = 60_000;
/** The standard normal distribution's 95th percentile. */
const z95 = 1.644_853_627;

/** A duration in whole ms. */
export function drawMs(minutes: Minutes, draw: Draw, about: readonly (string | number)[]): number {
  return Math.round(drawMinutes(minutes, draw, about) * msPerMinute);
}

function drawMinutes(minutes: Minutes, draw: Draw, about: readonly (string | number)[]): number {
  if (typeof minutes === 'number') return minutes;
  const { from = 0, to = from, median, p95 } = minutes;
  if (median === undefined || p95 === undefined) return from + (to - from) * draw(...about, 'even');
  const sigma = Math.log(p95 / median) / z95;
  return median * Math.exp(sigma * normal(draw, about));
}

// Box and Muller 1958. The first draw is turned round, so that it is never 0.
function normal(draw: Draw, about: readonly (string | number)[]): number {
  const radius = Math.sqrt(-2 * Math.log(1 - draw(...about, 'radius')));
  return radius * Math.cos(2 * Math.PI * draw(...about, 'angle'));
}

/** One of the words, by weight; undefined when all weights are 0. */
export function pick<Word extends string>(
  weights: Iterable<readonly [Word, number]>,
  chance: number,
): Word | undefined {
  const all = [...weights].filter(([, weight]) => weight > 0);
  let rest = chance * all.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [word, weight] of all) {
    rest -= weight;
    if (rest < 0) return word;
  }
  return all.at(-1)?.[0];
}
