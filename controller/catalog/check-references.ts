import type { MaiosError } from '../errors/maios-error.ts';
import { didYouMean } from '../errors/did-you-mean.ts';
import type { Declared } from './catalog.ts';
import { skillName, type AnyResource } from './kinds/kinds.ts';
import { bounds } from './parse/bounds.ts';
import { referencesOf, type Reference } from './references.ts';
import { resourceError } from './resource-error.ts';
import { resourceKey } from './validate/resource-schema.ts';

/**
 * References to what is not declared, by the resource that makes them (`Kind/name`): SPEC_REFERENCE each. What counts is that
 * the other is declared, not that it is itself ready. Those to one of the `refused`, whose own problem is told, say so.
 */
export function checkReferences(
  declared: readonly Declared[],
  refused: ReadonlySet<string>,
): ReadonlyMap<string, readonly MaiosError[]> {
  const index = createIndex(
    declared.map(({ resource }) => resource),
    refused,
  );
  const problems = declared.map((item): [string, readonly MaiosError[]] => [
    resourceKey(item.resource),
    problemsOf(item, index),
  ]);
  return new Map(problems.filter(([, found]) => found.length > 0));
}

interface Index {
  find(reference: Reference): AnyResource | undefined;
  namesOf(reference: Reference): readonly string[];
  isRefused(reference: Reference): boolean;
}

// Agents name a skill with `_` where its resource has `-`.
function createIndex(resources: readonly AnyResource[], refused: ReadonlySet<string>): Index {
  const spell = (kind: string, name: string): string => (kind === 'Skill' ? skillName(name) : name);
  const byKey = new Map(
    resources.map((resource) => [`${resource.kind}/${spell(resource.kind, resource.metadata.name)}`, resource]),
  );
  const bad = new Set([...refused].map((key) => (key.startsWith('Skill/') ? skillName(key) : key)));
  return {
    find: ({ kind, name }) => byKey.get(`${kind}/${spell(kind, name)}`),
    isRefused: ({ kind, name }) => bad.has(`${kind}/${spell(kind, name)}`),
    namesOf: ({ kind }) =>
      resources.filter((each) => each.kind === kind).map((each) => spell(kind, each.metadata.name)),
  };
}

function problemsOf(item: Declared, index: Index): readonly MaiosError[] {
  const problems = referencesOf(item.resource).flatMap((reference) => {
    const message = mismatch(reference, index);
    return message === undefined ? [] : [{ reference, message }];
  });
  return problems
    .slice(0, bounds.problems)
    .map(({ reference, message }) => resourceError('SPEC_REFERENCE', item, reference.path, message));
}

function mismatch(reference: Reference, index: Index): string | undefined {
  const found = index.find(reference);
  const { kind, name, stage } = reference;
  if (found === undefined && index.isRefused(reference)) {
    return `expected a sound ${kind}, found "${name}", whose declaration has an error`;
  }
  if (found === undefined) {
    return `expected the name of ${article(kind)} ${kind}, found "${name}"${didYouMean(name, index.namesOf(reference))}`;
  }
  if (stage === undefined || found.kind !== 'RuleSet' || found.spec.stage === stage) return undefined;
  return `expected a RuleSet of the stage ${stage}, found "${name}" of the stage ${found.spec.stage}`;
}

function article(kind: string): string {
  return /^[AO]/.test(kind) ? 'an' : 'a';
}
