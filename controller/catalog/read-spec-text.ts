import type { MaiosError } from '../errors/maios-error.ts';
import { digestOf } from './kinds/digest.ts';
import type { AnyResource } from './kinds/kinds.ts';
import { boundProblems } from './parse/bound-problems.ts';
import { locateLater, type Locate } from './parse/locate.ts';
import { parseSpecText, type ParsedDocument } from './parse/parse-spec-text.ts';
import { checkDocument } from './validate/check-document.ts';

/** A resource as a file declares it, valid by itself or a restraint. */
export interface ReadResource {
  readonly resource: AnyResource;
  readonly isSound: boolean;
  readonly digest: string;
  readonly locate: Locate;
}

export interface SpecReading {
  readonly resources: readonly ReadResource[];
  /**
   * SkillPermissions that deny or ask, and whose `when` is not sound. They are in force while no sound form of them is
   * known, and what they may be about is denied: with one mistyped operator, a denial must not vanish.
   */
  readonly restraints?: readonly ReadResource[];
  readonly problems: readonly MaiosError[];
}

/** Everything that one file declares: parsed within bounds, checked by schema, CEL rules and meaning. Never throws. */
export function readSpecText(file: string, text: string): SpecReading {
  const parsed = parseSpecText(file, text);
  const checked = parsed.documents
    .filter((document) => !isScenario(document))
    .map((document) => ({ document, ...checkDocument(document) }));
  const read = (resource: AnyResource, { index }: ParsedDocument, isSound: boolean): ReadResource => ({
    resource,
    isSound,
    digest: digestOfResource(resource),
    locate: locateLater({ file, text, index }),
  });
  return {
    resources: checked.flatMap(({ document, resource }) => (resource ? [read(resource, document, true)] : [])),
    restraints: checked.flatMap((found) =>
      found.resource === undefined && found.restraint ? [read(found.restraint, found.document, false)] : [],
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
