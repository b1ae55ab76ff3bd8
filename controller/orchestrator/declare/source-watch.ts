import type { SpecSource } from '../../catalog/sources/spec-source.ts';
import type { Clock } from '../../clock/clock.ts';
import type { ApplyReport } from '../control/control.ts';
import type { Declarer } from './declarer.ts';
import { createNewsOf, type SourceNews } from './source-news.ts';

export interface SourceWatch extends AsyncDisposable {
  /** Watches the source from now on, and applies it whole before it answers. Watching one twice reads it again. */
  add(source: SpecSource, again: boolean): Promise<ApplyReport>;
}

interface Watched {
  readonly source: SpecSource;
  readonly newsOf: (report: ApplyReport) => SourceNews;
}

export interface SourceWatchOptions {
  readonly declarer: Pick<Declarer, 'apply'>;
  readonly clock: Clock;
  /** What a later change brings, for nobody waits for it. */
  readonly onNews: (news: SourceNews) => void;
  /** It was read and could not be put in force; that is tried again. */
  readonly onFault: (error: unknown) => void;
}

const retryMs = 10_000;

/** The sources that this process watches. */
export function createSourceWatch({ declarer, clock, onNews, onFault }: SourceWatchOptions): SourceWatch {
  const watched = new Map<string, Watched>();
  // One a source: as often as it changes meanwhile, it is read whole.
  const retries = new Map<string, () => void>();
  let isOver = false;
  const apply = async ({ source }: Watched, again: boolean): Promise<ApplyReport> =>
    declarer.apply(await source.read(), { again });
  const begin = async (source: SpecSource): Promise<Watched> => {
    const one = { source, newsOf: createNewsOf(source.name) };
    watched.set(source.name, one);
    let last = Promise.resolve();
    const reread = (): void => {
      last = last.then(async () => onNews(one.newsOf(await apply(one, false)))).catch(later);
    };
    const later = (error: unknown): void => {
      if (isOver) return;
      onFault(error);
      retries.get(source.name)?.();
      retries.set(source.name, clock.callAt(clock.now() + retryMs, reread));
    };
    await source.start(reread);
    return one;
  };
  return {
    async add(source, again) {
      const one = watched.get(source.name) ?? (await begin(source));
      const report = await apply(one, again);
      // Told to whoever asked.
      one.newsOf(report);
      return report;
    },
    async [Symbol.asyncDispose]() {
      isOver = true;
      for (const callOff of retries.values()) callOff();
      for (const { source } of watched.values()) await source[Symbol.asyncDispose]();
    },
  };
}
