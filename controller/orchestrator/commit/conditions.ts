import type { ErrorCode } from '../../errors/catalogue.ts';
import type { RuleBundle } from '../../policy/verdict.ts';
import type { Condition } from '../../store/condition.ts';
import type { Stall } from '../plan/choice.ts';
import { subjectName } from '../observe/project-view.ts';

/** What is true of a project beside its phase: where it stalls, and which of its rule sets are gone. */
export function conditionsOf(
  now: number,
  stalls: readonly Stall[],
  missing: readonly Pick<RuleBundle, 'stage' | 'name' | 'digest'>[],
): readonly Condition[] {
  const [first] = stalls;
  const stalled = stalls.map(({ subject, error }) => `${subjectName(subject)}: ${error.message}`).join('; ');
  return [
    ...(first === undefined ? [] : [condition(now, 'Stalled', stallReason(first.error.code), stalled)]),
    ...(missing.length === 0
      ? []
      : [condition(now, 'RuleSetMissing', 'NotDeclared', missing.map(missingText).join('; '))]),
  ];
}

/** A condition that is true since now. */
export function condition(now: number, type: Condition['type'], reason: string, message: string): Condition {
  const lastTransitionTime = new Date(now).toISOString();
  return { type, status: 'True', reason, message, observedGeneration: 1, lastTransitionTime };
}

/** Whether two lists say the same, whenever that began. */
export function sameConditions(conditions: readonly Condition[], next: readonly Condition[]): boolean {
  const text = (list: readonly Condition[]): string =>
    JSON.stringify(list.map(({ type, reason, message }) => [type, reason, message]));
  return text(conditions) === text(next);
}

/** The reason that a condition gives for an error: one CamelCase word, as Kubernetes writes them (RULES_INVALID → RulesInvalid). */
export function reasonOf(code: ErrorCode): string {
  return code.toLowerCase().replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function stallReason(code: ErrorCode): string {
  return code === 'RULES_ILLEGAL' ? 'IllegalTransition' : reasonOf(code);
}

function missingText({ stage, name, digest }: Pick<RuleBundle, 'stage' | 'name' | 'digest'>): string {
  const goesOn = `the project goes on under its last revision (${digest.slice(0, 12)})`;
  const fix = `declare it again, or name another one in spec.rules.${stage}`;
  return `the ${stage} rule set "${name}" is not declared any more: ${goesOn}; ${fix}`;
}
