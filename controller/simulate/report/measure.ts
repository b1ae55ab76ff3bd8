import type { Measure } from './measures.ts';
import type { Tally } from './tally.ts';

const msPerMinute = 60_000;

/** The measures of a tally; null where there is nothing to measure. */
export function measure(tally: Tally, utilisation: number | null): Readonly<Record<Measure, number | null>> {
  const { projects, outcomes, tasks } = tally;
  const durations = tally.durations.toSorted((a, b) => a - b);
  const share = (outcome: 'Complete' | 'Failed' | 'Cancelled' | 'open') => ratio(outcomes.get(outcome) ?? 0, projects);
  return {
    completed: share('Complete'),
    failed: share('Failed'),
    cancelled: share('Cancelled'),
    open: share('open'),
    p50Minutes: percentile(durations, 0.5),
    p95Minutes: percentile(durations, 0.95),
    maxMinutes: percentile(durations, 1),
    attemptsPerTask: ratio(tally.attempts, tasks),
    reassigned: ratio(tally.reassigned, tasks),
    questionsPerProject: ratio(tally.escalations.get('person') ?? 0, projects),
    stalled: ratio(tally.stalled, projects),
    utilisation,
  };
}

/** To six decimals, so that it reads well; null for nothing out of nothing. */
export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 1e6) / 1e6;
}

// The nearest rank: a duration that some project really took.
function percentile(sorted: readonly number[], share: number): number | null {
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return value === undefined ? null : Math.round((value / msPerMinute) * 1000) / 1000;
}
