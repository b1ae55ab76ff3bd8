import type { MaiosError } from '../../errors/maios-error.ts';
import type { ApplyReport } from '../control/control.ts';

/** What reading a source again has brought, for nobody waits for it. */
export interface SourceNews {
  /** `files:PATH` or `git:PATH`. */
  readonly source: string;
  readonly revision: string;
  /** What was created, changed or deleted. */
  readonly changes: ApplyReport['applied'];
  /** Projects that are declared again as they were carried out before, and so are not started. */
  readonly notStarted: readonly string[];
  /** Those that were not told before. */
  readonly problems: readonly MaiosError[];
  /** The files of which problems were told that have none any more. */
  readonly mended: readonly string[];
}

/** Remembers what was told of a source: an error stays until it is mended, and is told once. */
export function createNewsOf(source: string): (report: ApplyReport) => SourceNews {
  let told: ReadonlyMap<string, ReadonlySet<string>> = new Map();
  return ({ revision, applied, problems, projects }) => {
    const before = told;
    const byFile = Map.groupBy(problems, (problem) => problem.place?.file ?? source);
    told = new Map([...byFile].map(([file, those]) => [file, new Set(those.map(said))]));
    const changes = applied.filter(({ change }) => change !== 'unchanged');
    return {
      source,
      revision,
      changes,
      notStarted: projects.filter(({ name, created }) => !created && isCreated(changes, name)).map(({ name }) => name),
      problems: [...byFile].flatMap(([file, those]) =>
        those.filter((one) => before.get(file)?.has(said(one)) !== true),
      ),
      mended: [...before.keys()].filter((file) => !told.has(file)),
    };
  };
}

function isCreated(changes: ApplyReport['applied'], project: string): boolean {
  return changes.some(({ kind, name, change }) => kind === 'Project' && name === project && change === 'created');
}

// Without its line: what is written above an error does not make another one of it.
function said({ code, message }: MaiosError): string {
  return `${code} ${message}`;
}
