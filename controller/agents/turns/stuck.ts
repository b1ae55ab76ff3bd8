import { digestOf } from '../../catalog/kinds/digest.ts';
import type { ObservationBody, Step } from '../session/step-body.ts';

/** A pattern of going round in circles, with a sentence that says so to the agent and to people. */
export interface Stuck {
  readonly pattern: 'repetition' | 'failing-call' | 'alternation' | 'errors' | 'monologue';
  readonly message: string;
}

/** The label of the note that warns the agent once; after it, the same again ends the run. */
export const stuckLabel = 'stuck';

const repetitions = 4;
const failingRepetitions = 3;
const longestPeriod = 4;
const rounds = 3;
const errorStreak = 6;
const idleAnswers = 3;
const longestQuote = 200;
/** Steps looked at: enough for every pattern, and as many in a long run as in a short one. */
const window = 160;

/**
 * Looks for circles in the steps since the last warning: the same call with the same observation 4 times, the same
 * failing call 3 times, a cycle of 2 to 4 calls 3 times over, 6 failures in a row, or 3 answers that neither
 * call a tool nor end the run.
 * Pure. The patterns are those of OpenHands' StuckDetector, with any period up to 4; unlike there, what the agent says
 * beside a call does not count, so that rewording a thought hides nothing, nor do ids and durations.
 */
export function findStuck(steps: readonly Step[]): Stuck | undefined {
  const recent = steps.slice(Math.max(steps.findLastIndex(isWarning) + 1, steps.length - window));
  const acts = actsOf(recent);
  return repetition(acts) ?? failingCall(acts) ?? alternation(acts) ?? errors(acts) ?? monologue(recent);
}

/** Whether the agent has been warned already. */
export function wasWarned(steps: readonly Step[]): boolean {
  return steps.some(isWarning);
}

function isWarning(step: Step): boolean {
  return step.kind === 'note' && step.label === stuckLabel;
}

interface Act {
  readonly skill: string;
  readonly call: string;
  readonly both: string;
  readonly ok: boolean;
  readonly text: string;
}

function repetition(acts: readonly Act[]): Stuck | undefined {
  const last = acts.slice(-repetitions);
  if (last.length < repetitions || !allEqual(last.map((act) => act.both))) return undefined;
  return {
    pattern: 'repetition',
    message: `${last[0]?.skill} was called ${repetitions} times with the same arguments and the same result`,
  };
}

function failingCall(acts: readonly Act[]): Stuck | undefined {
  const last = acts.slice(-failingRepetitions);
  if (last.length < failingRepetitions || last.some((act) => act.ok) || !allEqual(last.map((act) => act.call))) {
    return undefined;
  }
  return {
    pattern: 'failing-call',
    message: `${last[0]?.skill} was called ${failingRepetitions} times with the same arguments and failed each time: ${beginning(last)}`,
  };
}

function alternation(acts: readonly Act[]): Stuck | undefined {
  for (let period = 2; period <= longestPeriod; period += 1) {
    const last = acts.slice(-period * rounds).map((act) => act.both);
    const circles = last.length === period * rounds && last.every((both, index) => both === last[index % period]);
    if (circles) {
      return {
        pattern: 'alternation',
        message: `the same ${period} calls were made ${rounds} times over with the same results`,
      };
    }
  }
  return undefined;
}

function errors(acts: readonly Act[]): Stuck | undefined {
  const last = acts.slice(-errorStreak);
  if (last.length < errorStreak || last.some((act) => act.ok)) return undefined;
  return { pattern: 'errors', message: `the last ${errorStreak} calls all failed, the last one: ${beginning(last)}` };
}

function monologue(steps: readonly Step[]): Stuck | undefined {
  const last = steps.filter((step) => step.kind === 'turn').slice(-idleAnswers);
  if (last.filter(({ body }) => body.calls.length === 0).length < idleAnswers) return undefined;
  return { pattern: 'monologue', message: `the last ${idleAnswers} answers called no tool and ended nothing` };
}

// The first line says what was wrong; the rest is for who reads the log.
function beginning(acts: readonly Act[]): string {
  const line = acts.at(-1)?.text.trim().split('\n', 1)[0] ?? '';
  return line.length > longestQuote ? `${line.slice(0, longestQuote)}…` : line;
}

function allEqual(values: readonly string[]): boolean {
  return values.every((value) => value === values[0]);
}

function actsOf(steps: readonly Step[]): readonly Act[] {
  const calls = new Map<string, string>();
  return steps.flatMap((step) => {
    if (step.kind === 'turn') {
      for (const call of step.body.calls) calls.set(call.id, digestOf([call.name, argumentsOf(call.arguments)]));
    }
    if (step.kind !== 'observation') return [];
    return [actOf(step.body, calls.get(step.body.callId) ?? step.body.skill)];
  });
}

function actOf({ skill, ok, text }: ObservationBody, call: string): Act {
  return { skill, call, ok, text, both: digestOf([call, ok, settled(text)]) };
}

// The order of keys and white space in the arguments mean nothing.
function argumentsOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.trim();
  }
}

// What differs from one call to the next although nothing has changed: durations, dates, ids.
function settled(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z?/g, '<time>')
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f-]{27}\b/g, '<id>')
    .replaceAll(/\b[0-9a-f]{12,64}\b/g, '<id>')
    .replaceAll(/\d+(\.\d+)?\s?(ms|s|seconds|milliseconds)\b/g, '<duration>')
    .replaceAll(/duration_ms:? [\d.]+/g, '<duration>');
}
