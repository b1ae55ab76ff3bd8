import { setImmediate } from 'node:timers/promises';
import { runJob } from '../../analysis/start-job.ts';
import { ruleSetText } from '../../catalog/kinds/rule-set-digest.ts';
import type { RuleSetSpec } from '../../catalog/kinds/rule-set.ts';
import { toMaiosError } from '../../errors/maios-error.ts';
import { answerQuestion, type Answer, type Question } from '../../policy/explain/answer-question.ts';
import { createExplainer, type Explainer } from '../../policy/explain/create-explainer.ts';
import type { RulesSource } from '../../store/operations/views/why.ts';
import type { InTurn } from '../one-at-a-time.ts';
import type { FoundRules } from './rules-of.ts';

/** Where long work is done. */
export interface Asking {
  readonly inTurn: InTurn;
  /** Aborted when nobody waits for the answer. */
  readonly signal: AbortSignal;
}

export interface RulesAnswer {
  readonly rulesFrom: RulesSource;
  /** One for each question, in their order; none where the rules are missing. */
  readonly answers: readonly Answer[];
}

/**
 * Asks the rules about snapshots. Small rule sets answer at once, large ones in a thread of their own, so that nobody else
 * waits. Rules that are not sound by now, for the facts have changed since, explain nothing.
 */
export async function askRules(
  asking: Asking,
  found: FoundRules | undefined,
  questions: readonly Question[],
): Promise<RulesAnswer> {
  if (found === undefined) return { rulesFrom: 'missing', answers: [] };
  try {
    const answers = await (isLarge(found.resource.spec)
      ? askApart(asking, found, questions)
      : askHere(found, questions));
    return { rulesFrom: found.source, answers };
  } catch (error) {
    if (toMaiosError(error).code !== 'RULES_INVALID') throw error;
    return { rulesFrom: 'missing', answers: [] };
  }
}

const mostRules = 50;
const mostCharacters = 32 * 1024;

function isLarge(spec: RuleSetSpec): boolean {
  return spec.rules.length > mostRules || ruleSetText(spec).length > mostCharacters;
}

async function askApart(
  { inTurn, signal }: Asking,
  { resource, locate }: FoundRules,
  questions: readonly Question[],
): Promise<readonly Answer[]> {
  return inTurn(async () => runJob('explain', { ruleSet: resource, source: locate?.source, questions }, signal));
}

async function askHere(found: FoundRules, questions: readonly Question[]): Promise<readonly Answer[]> {
  const explainer = explainerOf(found);
  const answers: Answer[] = [];
  for (const question of questions) {
    await setImmediate();
    answers.push(answerQuestion(explainer, question));
  }
  return answers;
}

// Preparing a rule set costs more than explaining with it, and the ones in force are asked for again and again.
const prepared = new WeakMap<RuleSetSpec, Explainer>();

function explainerOf({ resource, locate }: FoundRules): Explainer {
  const explainer =
    prepared.get(resource.spec) ?? createExplainer(resource, locate && ((at) => locate(['spec', ...at])));
  prepared.set(resource.spec, explainer);
  return explainer;
}
