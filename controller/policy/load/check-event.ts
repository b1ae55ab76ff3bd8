import { permissionEffects } from '../../catalog/kinds/skill-permission.ts';
import type { Rule, Stage } from '../../catalog/kinds/rule-set.ts';
import { isFactValue, isRecord, show } from '../conditions/json.ts';
import { escalationActions } from '../failures.ts';
import type { FactTable } from '../facts.ts';
import { phases } from '../phases.ts';
import { didYouMean } from '../../errors/did-you-mean.ts';
import { parseFactRef } from './parse-comparison.ts';
import type { ParseContext } from './parse-context.ts';
import type { Segments } from './problems.ts';

type Params = Readonly<Record<string, unknown>>;

/** What a rule of each stage may say. */
export const eventTypes: Readonly<Record<Stage, readonly string[]>> = {
  phase: phases,
  scoring: ['score'],
  escalation: escalationActions,
  permission: permissionEffects,
};
// What a person may answer: an action, or yes or no to a call that wants permission.
const answers = ['approve', 'deny', 'happened', 'not-happened', ...escalationActions];
// The emitter of json-rules-engine uses these itself: `error` rejects the evaluation, the others fire twice.
const reserved = ['error', 'success', 'failure'];

/** Checks what a rule says: a type of the stage, and params whose references to facts are sound. */
export function checkEvent({ type, params = {} }: Rule['event'], at: Segments, context: ParseContext): void {
  const known = eventTypes[context.stage];
  if (reserved.includes(type)) {
    context.problems.add(
      [...at, 'type'],
      `expected one of ${known.join(', ')}, found ${type}, which json-rules-engine reserves`,
    );
  } else if (!known.includes(type)) {
    context.problems.add(
      [...at, 'type'],
      `expected one of ${known.join(', ')}, found ${type}${didYouMean(type, known)}`,
    );
  }
  checkParams(params, [...at, 'params'], context);
  if (context.stage === 'scoring') checkScore(params, [...at, 'params'], context);
  if (context.stage === 'escalation') checkQuestion(params, [...at, 'params'], context);
}

function checkParams(params: Params, at: Segments, context: ParseContext): void {
  for (const [name, value] of Object.entries(params)) {
    // It would not become a member, but what the params inherit from.
    if (name === '__proto__') context.problems.add([...at, name], 'expected another name, found __proto__');
    else if (isRecord(value) && Object.hasOwn(value, 'fact')) parseFactRef(value, [...at, name], context);
    else if (!isFactValue(value)) context.problems.add([...at, name], `expected a plain value, found ${show(value)}`);
  }
}

function checkScore(params: Params, at: Segments, { problems, facts }: ParseContext): void {
  const { add, times = 1 } = params;
  const mistake = addendMistake(add, facts);
  if (mistake !== undefined) problems.add([...at, 'add'], mistake);
  if (!isNumber(times)) problems.add([...at, 'times'], `expected a number, found ${show(times)}`);
  for (const key of Object.keys(params)) {
    if (key !== 'add' && key !== 'times') problems.add([...at, key], `expected add and times, found ${key}`);
  }
}

function addendMistake(add: unknown, facts: FactTable): string | undefined {
  if (isNumber(add)) return undefined;
  if (!isRecord(add) || typeof add['fact'] !== 'string') {
    return `expected a number or {fact: …} to add, found ${show(add)}`;
  }
  const type = facts[add['fact']]?.type;
  // What a path leads to is only known later; there, what is not a number adds nothing.
  if (type === undefined || type === 'number' || 'path' in add) return undefined;
  return `expected a fact that is a number to add, found ${add['fact']}, a ${type}`;
}

// What the orchestrator reads from the params of an escalation.
function checkQuestion(params: Params, at: Segments, { problems }: ParseContext): void {
  const { question, options, expiresMinutes, onExpiry } = params;
  if (question !== undefined && typeof question !== 'string') {
    problems.add([...at, 'question'], `expected a text, found ${show(question)}`);
  }
  if (options !== undefined && !(Array.isArray(options) && options.length > 0 && options.every(isAnswer))) {
    problems.add([...at, 'options'], `expected a list of ${answers.join(', ')}, found ${show(options)}`);
  }
  if (expiresMinutes !== undefined && !(isNumber(expiresMinutes) && expiresMinutes > 0)) {
    problems.add([...at, 'expiresMinutes'], `expected minutes above 0, found ${show(expiresMinutes)}`);
  }
  if (onExpiry !== undefined && !isAction(onExpiry)) {
    problems.add([...at, 'onExpiry'], `expected one of ${escalationActions.join(', ')}, found ${show(onExpiry)}`);
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isAction(value: unknown): boolean {
  return escalationActions.some((action) => action === value);
}

function isAnswer(value: unknown): boolean {
  return answers.some((answer) => answer === value);
}
