/** Every job by name; loaded in its thread alone, and there only the one that is asked for. */
export const jobs = {
  replay: async () => (await import('./replay-job.ts')).startReplay,
  explain: async () => (await import('./explain-job.ts')).startExplain,
  lint: async () => (await import('./lint-job.ts')).startLint,
  check: async () => (await import('./check-job.ts')).startCheck,
};

export type JobName = keyof typeof jobs;
type StartOf<Name extends JobName> = Awaited<ReturnType<(typeof jobs)[Name]>>;

/** What a job is started with, fed with, and what it comes to. */
export type FromOf<Name extends JobName> = Parameters<StartOf<Name>>[0];
export type PieceOf<Name extends JobName> = Parameters<ReturnType<StartOf<Name>>['take']>[0];
export type ResultOf<Name extends JobName> = Awaited<ReturnType<ReturnType<StartOf<Name>>['finish']>>;
