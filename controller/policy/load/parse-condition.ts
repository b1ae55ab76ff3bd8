import type { Condition } from '../conditions/condition.ts';
import { isRecord, show } from '../conditions/json.ts';
import { didYouMean } from '../../errors/did-you-mean.ts';
import { parseComparison } from './parse-comparison.ts';
import type { ParseContext } from './parse-context.ts';
import type { Segments } from './problems.ts';

type Raw = Readonly<Record<string, unknown>>;
type Form = (typeof forms)[number];

const forms = ['all', 'any', 'not', 'condition', 'fact'] as const;
const keysOf: Readonly<Record<Form, readonly string[]>> = {
  all: ['all', 'name', 'priority'],
  any: ['any', 'name', 'priority'],
  not: ['not', 'name', 'priority'],
  condition: ['condition', 'name', 'priority'],
  fact: ['fact', 'path', 'operator', 'value', 'name', 'priority'],
};
// json-rules-engine walks conditions recursively; the bound keeps hostile nesting off the stack.
const maxDepth = 32;

/** The root of a rule's conditions, which json-rules-engine wants to be a group or a reference. */
export function parseRoot(raw: unknown, at: Segments, context: ParseContext): Condition | undefined {
  if (isRecord(raw) && Object.hasOwn(raw, 'fact') && formsOf(raw).length === 1) {
    context.problems.add(at, 'expected all, any, not or condition at the top, found fact; put it under all');
    return undefined;
  }
  return parseCondition(raw, at, context);
}

/** Conditions as a checked tree; undefined when anything in them is wrong, which is then among the problems. */
export function parseCondition(raw: unknown, at: Segments, context: ParseContext, depth = 1): Condition | undefined {
  const { problems } = context;
  if (depth > maxDepth) return problems.add(at, `expected at most ${maxDepth} levels of conditions, found more`);
  if (!isRecord(raw)) return problems.add(at, `expected a condition, found ${show(raw)}`);
  const [form, ...others] = formsOf(raw);
  if (form === undefined || others.length > 0) return problems.add(at, formMessage(form, others));
  if (!checkKeys(raw, form, at, context)) return undefined;
  switch (form) {
    case 'all':
    case 'any':
      return parseGroup(raw, form, at, context, depth);
    case 'not':
      return parseNot(raw, at, context, depth);
    case 'condition':
      return parseReference(raw, at, context);
    case 'fact':
      return parseComparison(raw, at, context);
  }
}

function parseGroup(raw: Raw, kind: 'all' | 'any', at: Segments, context: ParseContext, depth: number) {
  const members = raw[kind];
  const here = [...at, kind];
  if (!Array.isArray(members)) return context.problems.add(here, `expected a list, found ${show(members)}`);
  // An empty group is true in json-rules-engine, `any` as well as `all`.
  if (members.length === 0) return context.problems.add(here, 'expected at least one condition, found none');
  const parsed = members.map((member, index) => parseCondition(member, [...here, index], context, depth + 1));
  const of = parsed.filter((condition) => condition !== undefined);
  return of.length === parsed.length ? { kind, at, of: inOrder(of, members) } : undefined;
}

// As json-rules-engine: of higher priority first, else as written. The order is what a fault or an explanation shows.
function inOrder(of: readonly Condition[], members: readonly unknown[]): readonly Condition[] {
  if (!members.some((member) => isRecord(member) && Object.hasOwn(member, 'priority'))) return of;
  const priorities = new Map(of.map((condition, index) => [condition, priorityOf(members[index])]));
  return of.toSorted((a, b) => (priorities.get(b) ?? 1) - (priorities.get(a) ?? 1));
}

function priorityOf(member: unknown): number {
  return isRecord(member) ? Number(member['priority'] ?? 1) : 1;
}

function parseNot(raw: Raw, at: Segments, context: ParseContext, depth: number): Condition | undefined {
  const of = parseCondition(raw['not'], [...at, 'not'], context, depth + 1);
  return of === undefined ? undefined : { kind: 'not', at, of };
}

function parseReference(raw: Raw, at: Segments, context: ParseContext): Condition | undefined {
  const name = raw['condition'];
  if (typeof name === 'string' && context.named.has(name)) return { kind: 'reference', at, name };
  const hint = typeof name === 'string' ? didYouMean(name, context.named) : '';
  context.problems.add(
    [...at, 'condition'],
    `expected the name of a condition of this rule set, found ${show(name)}${hint}`,
  );
  return undefined;
}

function checkKeys(raw: Raw, form: Form, at: Segments, { problems }: ParseContext): boolean {
  const unknown = Object.keys(raw).filter((key) => !keysOf[form].includes(key));
  for (const key of unknown) {
    problems.add(
      [...at, key],
      `expected one of ${keysOf[form].join(', ')}, found ${key}${didYouMean(key, keysOf[form])}`,
    );
  }
  const { priority = 1, name = '' } = raw;
  const hasName = typeof name === 'string';
  if (!hasName) problems.add([...at, 'name'], `expected a text, found ${show(name)}`);
  const hasOrder = Number.isInteger(priority) && Number(priority) >= 1;
  if (!hasOrder) problems.add([...at, 'priority'], `expected a whole number from 1, found ${show(priority)}`);
  return unknown.length === 0 && hasName && hasOrder;
}

function formsOf(raw: Raw): readonly Form[] {
  return forms.filter((form) => Object.hasOwn(raw, form));
}

// json-rules-engine takes the first and silently ignores the others.
function formMessage(form: Form | undefined, others: readonly Form[]): string {
  const found = form === undefined ? 'none of them' : [form, ...others].join(' and ');
  return `expected exactly one of ${forms.join(', ')}, found ${found}`;
}
