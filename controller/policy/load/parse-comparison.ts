import type { Comparison, FactRef, Operand } from '../conditions/condition.ts';
import { isFactValue, isRecord, show } from '../conditions/json.ts';
import { decorators, operators, parseOperator, type OperatorChain } from '../conditions/operators.ts';
import { isSafePath, pathNames } from '../conditions/path.ts';
import type { FactDefinition } from '../facts.ts';
import { frozenCopy } from '../freeze.ts';
import { checkOperands } from './check-operands.ts';
import { didYouMean } from '../../errors/did-you-mean.ts';
import type { ParseContext } from './parse-context.ts';
import type { Segments } from './problems.ts';

type Raw = Readonly<Record<string, unknown>>;

/** `{fact, path?, operator, value}` as a checked comparison; undefined when anything in it is wrong. */
export function parseComparison(raw: Raw, at: Segments, context: ParseContext): Comparison | undefined {
  const left = parseFactRef(raw, at, context);
  const chain = parseChain(raw['operator'], at, context);
  const right = parseOperand(raw, at, context);
  if (left === undefined || chain === undefined || right === undefined) return undefined;
  const mismatch = checkOperands(chain, left, right, context.facts);
  if (mismatch !== undefined) {
    context.problems.add([...at, mismatch.at], mismatch.message);
    return undefined;
  }
  return { kind: 'comparison', at, left, chain, operator: String(raw['operator']), right };
}

/** `{fact, path?}` of the stage, with a path that can be walked safely. */
export function parseFactRef(raw: Raw, at: Segments, context: ParseContext): FactRef | undefined {
  const { fact, path } = raw;
  const definition = typeof fact === 'string' && Object.hasOwn(context.facts, fact) ? context.facts[fact] : undefined;
  if (typeof fact !== 'string' || definition === undefined) {
    const hint = typeof fact === 'string' ? didYouMean(fact, Object.keys(context.facts)) : '';
    context.problems.add([...at, 'fact'], `expected a fact of the ${context.stage} stage, found ${show(fact)}${hint}`);
    return undefined;
  }
  if (definition.reserved === true) {
    const problem = `expected a fact for conditions to look at, found ${fact}, which the rules keep for themselves`;
    return context.problems.add([...at, 'fact'], problem);
  }
  if (path === undefined) return { fact };
  const message = pathProblem(path, fact, definition);
  if (message === undefined && typeof path === 'string') return { fact, path };
  context.problems.add([...at, 'path'], message ?? '');
  return undefined;
}

function pathProblem(path: unknown, fact: string, { type }: FactDefinition): string | undefined {
  if (typeof path !== 'string' || !isSafePath(path)) {
    return `expected a path of names and dots such as $.name.name, found ${show(path)}`;
  }
  if (type === 'object') return undefined;
  if (type !== 'list') return `expected no path, since ${fact} is a ${type}, found ${show(path)}`;
  const names = pathNames(path);
  return names.length === 1 && names[0] === 'length'
    ? undefined
    : `expected $.length, the only path into the list ${fact}, found ${show(path)}`;
}

function parseChain(operator: unknown, at: Segments, { problems }: ParseContext): OperatorChain | undefined {
  const chain = typeof operator === 'string' ? parseOperator(operator) : undefined;
  if (chain !== undefined) return chain;
  const last = typeof operator === 'string' ? (operator.split(':').at(-1) ?? '') : '';
  const names = Object.keys(operators);
  const hint = names.includes(last)
    ? `; decorators are ${Object.keys(decorators).join(', ')}`
    : didYouMean(last, names);
  return problems.add([...at, 'operator'], `expected a known operator, found ${show(operator)}${hint}`);
}

function parseOperand(raw: Raw, at: Segments, context: ParseContext): Operand | undefined {
  const here = [...at, 'value'];
  if (!Object.hasOwn(raw, 'value')) return context.problems.add(here, 'expected a value to compare with, found none');
  const { value } = raw;
  if (isRecord(value) && Object.hasOwn(value, 'fact')) {
    const extra = Object.keys(value).find((key) => key !== 'fact' && key !== 'path');
    if (extra !== undefined) return context.problems.add([...here, extra], `expected fact and path, found ${extra}`);
    const ref = parseFactRef(value, here, context);
    return ref === undefined ? undefined : { ref };
  }
  if (isFactValue(value)) return { literal: frozenCopy(value) };
  return context.problems.add(here, `expected a plain value, found ${show(value)}`);
}
