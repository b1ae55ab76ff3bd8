import { type SpecSource } from '../../catalog/sources/spec-source.ts';
import { type ApplyReport } from '../control/control.ts';
import { type Declarer } from './declarer.ts';

export interface SourceWatch extends AsyncDisposable {
  /** Watches the source from now on, and applies it whole before it answers. Watching one twice reads it again. */
  add(source: SpecSource, again: boolean): Promise<ApplyReport>;
}

/** The sources that this process watches. Problems of a later change go to `onReport`, for nobody waits for them. */
export function createSourceWatch(declarer: Declarer, onReport: (report: ApplyReport) => void): SourceWatch {
  const watched = new Map<string, SpecSource>();
  const told = new Map<string, string>();
  // A source that stays away is looked at again and again; its problems are told when they change.
  const tell = (source: SpecSource, report: ApplyReport): ApplyReport => {
    const text = report.problems.map((problem) => problem.message).join('\n');
    const isNews = told.get(source.name) !== text;
    told.set(source.name, text);
    return isNews ? report : { ...report, problems: [] };
  };
  const reread = async (source: SpecSource): Promise<void> => {
    onReport(tell(source, await declarer.apply(await source.read(), { again: false })));
  };
  return {
    async add(source, again) {
      const known = watched.get(source.name);
      if (known !== undefined) return declarer.apply(await known.read(), { again });
      watched.set(source.name, source);
      let last = Promise.resolve();
      await source.start(() => {
        last = last.then(async () => reread(source)).catch(() => undefined);
      });
      return declarer.apply(await source.read(), { again });
    },
    async [Symbol.asyncDispose]() {
      for (const source of watched.values()) await source[Symbol.asyncDispose]();
    },
  };
}
