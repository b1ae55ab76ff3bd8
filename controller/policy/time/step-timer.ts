import type { Timer } from '../timers.ts';
import type { Timing } from './timing.ts';

export interface TimerStep {
  /** Whether the rule is true, the past considered. */
  readonly active: boolean;
  /** What it is to remember; undefined: nothing. */
  readonly timer: Timer | undefined;
}

/**
 * One evaluation of a rule that remembers: what its conditions say now, and what it remembered from the one before. That
 * may come from a clock that was set back since, or from a revision of the rule with other times.
 */
export function stepTimer(timing: Timing, holds: boolean, before: Timer, now: number): TimerStep {
  const since = holds ? Math.min(before.since ?? now, now) : undefined;
  const onsets = onsetsOf(timing, holds && before.since === undefined, before, now);
  const active = since !== undefined && now - since >= timing.forMs && isOftenEnough(timing, onsets, now);
  const kept = keptUntil(timing, active, before, now);
  return {
    active: active || kept !== undefined,
    timer: compact({
      since,
      firing: remembersFiring(timing) && (active || kept !== undefined) ? true : undefined,
      until: kept,
      onsets,
    }),
  };
}

// Of a rule in shadow that neither waits nor counts, its conditions say as much.
function remembersFiring({ forMs, keepForMs, rate, inShadow }: Timing): boolean {
  return keepForMs > 0 || (inShadow && (forMs > 0 || rate !== undefined));
}

// Those that have left the window are forgotten when the next one comes, so that time alone changes nothing here.
function onsetsOf({ rate }: Timing, isOnset: boolean, { onsets }: Timer, now: number): readonly number[] | undefined {
  if (rate === undefined) return undefined;
  const past = onsets?.map((at) => Math.min(at, now));
  if (!isOnset) return past;
  const inWindow = (past ?? []).filter((at) => at > now - rate.withinMs);
  return [...inWindow, now].slice(-rate.times);
}

function isOftenEnough({ rate }: Timing, onsets: readonly number[] = [], now: number): boolean {
  return rate === undefined || onsets.filter((at) => at > now - rate.withinMs).length >= rate.times;
}

function keptUntil({ keepForMs }: Timing, active: boolean, { firing, until }: Timer, now: number): number | undefined {
  if (active || firing === undefined) return undefined;
  const end = Math.min(until ?? Number.POSITIVE_INFINITY, now + keepForMs);
  return now < end ? end : undefined;
}

function compact({
  since,
  firing,
  until,
  onsets,
}: { [Key in keyof Timer]: Timer[Key] | undefined }): Timer | undefined {
  if (since === undefined && firing === undefined && onsets === undefined) return undefined;
  return {
    ...(since === undefined ? {} : { since }),
    ...(firing === undefined ? {} : { firing }),
    ...(until === undefined ? {} : { until }),
    ...(onsets === undefined ? {} : { onsets }),
  };
}
