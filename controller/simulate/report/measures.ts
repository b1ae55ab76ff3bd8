/** What expectations can be about. */
export const measures = {
  completed: { unit: 'share', meaning: 'projects that are complete' },
  failed: { unit: 'share', meaning: 'projects that failed' },
  cancelled: { unit: 'share', meaning: 'projects that were cancelled' },
  open: { unit: 'share', meaning: 'projects that were not over at the end' },
  p50Minutes: { unit: 'minutes', meaning: 'half of the ended projects took at most' },
  p95Minutes: { unit: 'minutes', meaning: '95 % of the ended projects took at most' },
  maxMinutes: { unit: 'minutes', meaning: 'the longest project took' },
  attemptsPerTask: { unit: 'count', meaning: 'runs a task that had any' },
  reassigned: { unit: 'share', meaning: 'tasks that were taken from an agent' },
  questionsPerProject: { unit: 'count', meaning: 'questions to people a project' },
  stalled: { unit: 'share', meaning: 'projects that stalled at least once' },
  utilisation: { unit: 'share', meaning: 'time that the agents worked, of the time that they could' },
} as const satisfies Readonly<
  Record<string, { readonly unit: 'share' | 'minutes' | 'count'; readonly meaning: string }>
>;

export type Measure = keyof typeof measures;

export const measureNames = Object.keys(measures).filter((name): name is Measure => Object.hasOwn(measures, name));
