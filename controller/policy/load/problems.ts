import { MaiosError } from '../../errors/maios-error.ts';

/** Keys and indices that lead to a place in a document, from the top. */
export type Segments = readonly (string | number)[];

/** Collects what is wrong with one document; the first twenty are kept, the others only counted. */
export interface Problems {
  /** Returns undefined, so that a parser can say `return problems.add(…)`. */
  add(at: Segments, message: string): undefined;
  list(): readonly MaiosError[];
}

export interface ProblemSource {
  /** `kind/name` of the resource. */
  readonly resource: string;
  /** The name of the rule that a place belongs to, if it belongs to one. */
  ruleAt(at: Segments): string | undefined;
}

const maxProblems = 20;

/** An empty collection; `add` takes places below the spec and messages of the form `expected …, found …`. */
export function createProblems(source: ProblemSource): Problems {
  const kept: MaiosError[] = [];
  let count = 0;
  return {
    add: (at, message) => {
      count += 1;
      if (count <= maxProblems) kept.push(problem(source, at, message));
      return undefined;
    },
    list: () => (count > maxProblems ? [...kept, moreProblems(source, count - maxProblems)] : kept),
  };
}

/** Where in its document a problem is, for a parser that knows lines and columns: `['spec', 'rules', 3, …]`. */
export function problemPath(error: MaiosError): Segments | undefined {
  const segments = error.details['segments'];
  return Array.isArray(segments) && segments.every(isSegment) ? segments : undefined;
}

/** `rules[3].conditions.all[1].fact` */
export function formatPath(at: Segments): string {
  return at.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

function problem(source: ProblemSource, at: Segments, message: string): MaiosError {
  const path = formatPath(at);
  const rule = source.ruleAt(at);
  const subject = rule === undefined ? path : `rule ${rule}, ${path}`;
  const details = {
    resource: source.resource,
    path,
    segments: ['spec', ...at],
    ...(rule === undefined ? {} : { rule }),
  };
  return new MaiosError('RULES_INVALID', `${subject}: ${message}`, { details });
}

function moreProblems(source: ProblemSource, count: number): MaiosError {
  const details = { resource: source.resource, path: 'rules', segments: ['spec'] };
  return new MaiosError('RULES_INVALID', `expected sound rules, found ${count} more problems`, { details });
}

function isSegment(part: unknown): part is string | number {
  return typeof part === 'string' || typeof part === 'number';
}
