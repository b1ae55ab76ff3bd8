import type { RuleSetResource } from '../catalog/kinds/kinds.ts';
import { locateLater, type LocateSource } from '../catalog/parse/locate.ts';
import { answerQuestion, type Answer, type Question } from '../policy/explain/answer-question.ts';
import { createExplainer } from '../policy/explain/create-explainer.ts';
import type { StartJob } from './job.ts';

export interface ExplainFrom {
  readonly ruleSet: RuleSetResource;
  /** The file that declares it, where that is known. */
  readonly source: LocateSource | undefined;
  readonly questions: readonly Question[];
}

/** More rules than this are shown without their lines: the tree of such a file fills the memory of a thread. */
const mostLocated = 1000;

/** An answer to each question, in the order given. Fails with RULES_INVALID when the rule set is not sound by now. */
export const startExplain: StartJob<ExplainFrom, never, readonly Answer[]> = ({ ruleSet, source, questions }) => ({
  take: () => undefined,
  finish() {
    const isLocated = source !== undefined && ruleSet.spec.rules.length <= mostLocated;
    const locate = isLocated ? locateLater(source) : undefined;
    const explainer = createExplainer(ruleSet, locate && ((at) => locate(['spec', ...at])));
    return questions.map((question) => answerQuestion(explainer, question));
  },
});
