import { type MaiosError } from '../errors/maios-error.ts';
import { digestOf } from './kinds/digest.ts';
import { type AnyResource } from './kinds/kinds.ts';
import { boundProblems } from './parse/bound-problems.ts';
import { locateLater, type Locate } from './parse/locate.ts';
import { parseSpecText, type ParsedDocument } from './parse/parse-spec-text.ts';
import { checkDocument } from './validate/check-document.ts';

/** A resource that is valid by itself, as a file declares it. */
export interface ReadResource {
  readonly resource: AnyResource;
  readonly digest: string;
  readonly locate: Locate;
}

export interface SpecReading {
  readonly resources: readonly ReadResource[];
  readonly problems: readonly MaiosError[];
}

/** Everything that one file declares: parsed within bounds, checked by schema, CEL rules and meaning. Never throws. */
export function readSpecText(file: string, text: string): SpecReading {
  const parsed = parseSpecText(file, text);
  const checked = parsed.documents
    .filter((document) => !isScenario(document))
    .map((document) => ({ document, ...checkDocument(document) }));
  return {
    resources: checked.flatMap(({ document, resource }) =>
      resource === undefined
        ? []
        : [
            {
              resource,
              digest: digestOfResource(resource),
              locate: locateLater({ file, text, index: document.index }),
            },
          ],
    ),
    problems: boundProblems(file, [...parsed.problems, ...checked.flatMap(({ problems }) => problems ?? [])]),
  };
}

// A scenario declares nothing: it is what `maios simulate` plays, and may lie among the specs that it plays with.
function isScenario({ value }: ParsedDocument): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Scenario';
}

/** What makes a declaration differ from another one of the same name. */
export function digestOfResource({ metadata, spec }: AnyResource): string {
  return digestOf({ metadata, spec });
}
