import { type MaiosError } from '../../errors/maios-error.ts';
import { type ApplyReport } from '../control/control.ts';

/** What reading a source again has brought, for nobody waits for it. */
export interface SourceNews {
  /** `files:PATH` or `git:PATH`. */
  readonly source: string;
  readonly revision: string;
  /** What was created, changed or deleted. */
  readonly changes: ApplyReport['applied'];
  /** Those that were not told before. */
  readonly problems: readonly MaiosError[];
  /** The files of which problems were told that have none any more. */
  readonly mended: readonly string[];
}

/** Remembers what was told of a source: an error stays until it is mended, and is told once. */
export function createNewsOf(source: string): (report: ApplyReport) => SourceNews {
  let told: ReadonlyMap<string, ReadonlySet<string>> = new Map();
  return ({ revision, applied, problems }) => {
    const before = told;
    const byFile = Map.groupBy(problems, (problem) => problem.place?.file ?? source);
    told = new Map([...byFile].map(([file, those]) => [file, new Set(those.map(said))]));
    return {
      source,
      revision,
      changes: applied.filter(({ change }) => change !== 'unchanged'),
      problems: [...byFile].flatMap(([file, those]) =>
        those.filter((one) => before.get(file)?.has(said(one)) !== true),
      ),
      mended: [...before.keys()].filter((file) => !told.has(file)),
    };
  };
}

// Without its line: what is written above an error does not make another one of it.
function said({ code, message }: MaiosError): string {
  return `${code} ${message}`;
}
