import test from 'ava';
import { stringify } from 'yaml';
import { askRules, type Asking } from '../../controller/api/explain/ask-rules.ts';
import type { FoundRules } from '../../controller/api/explain/rules-of.ts';
import { oneAtATime } from '../../controller/api/one-at-a-time.ts';
import type { RuleSetResource } from '../../controller/catalog/kinds/kinds.ts';
import { readSpecText } from '../../controller/catalog/read-spec-text.ts';
import { answerQuestion, type Question } from '../../controller/policy/explain/answer-question.ts';
import { createExplainer } from '../../controller/policy/explain/create-explainer.ts';
import { bundleOf, phaseFacts, rule, ruleSet } from '../support/rule-set.ts';

const facts = phaseFacts({ 'project.tasks': 30, phase: 'Monitor' });

/** So many rules of which one is true, as a file declares them. */
function declared(rules: number, fact = 'project.tasks'): FoundRules {
  const resource = ruleSet(
    Array.from({ length: rules }, (_, index) =>
      rule(
        { all: [{ fact, operator: 'equal', value: index }] },
        { name: `at-${index}`, priority: rules - index, event: { type: index === 30 ? 'Escalate' : 'Complete' } },
      ),
    ),
  );
  const [read] = readSpecText('rules/ours.yaml', stringify(resource)).resources;
  return { source: 'in-force', resource, ...(read === undefined ? {} : { locate: read.locate }) };
}

const asking = (signal = new AbortController().signal): Asking => ({ inTurn: oneAtATime(), signal });

const questionsFor = (resource: RuleSetResource): readonly Question[] => {
  const verdict = bundleOf(resource).evaluate(facts);
  return [
    { facts, verdict, brief: true, change: true },
    { facts, verdict, whole: true },
    { facts, verdict, wanted: 'Complete' },
  ];
};

const same = test.macro<[size: string, rules: number]>({
  async exec(t, _, rules) {
    const { resource, locate, source } = declared(rules);
    const explainer = createExplainer(resource, locate && ((at) => locate(['spec', ...at])));
    const questions = questionsFor(resource);
    const expected = questions.map((question) => answerQuestion(explainer, question));
    const found = { source, resource, ...(locate === undefined ? {} : { locate }) };
    t.deepEqual(await askRules(asking(), found, questions), { rulesFrom: 'in-force', answers: expected });
    t.like(expected[0]?.brief?.rules[0], { rule: 'at-30', place: { file: 'rules/ours.yaml' } });
  },
  title: (_, size) => `ask rules: a ${size} rule set answers each question, with its lines`,
});

test(same, 'small', 40);
test(same, 'large', 150);

const unsound = test.macro<[size: string, rules: number]>({
  async exec(t, _, rules) {
    const questions = questionsFor(declared(rules).resource);
    const found = declared(rules, 'project.taskz');
    t.deepEqual(await askRules(asking(), found, questions), { rulesFrom: 'missing', answers: [] });
  },
  title: (_, size) => `ask rules: a ${size} rule set that is not sound by now explains nothing`,
});

test(unsound, 'small', 40);
test(unsound, 'large', 150);

test('ask rules: nothing is worked out for who has gone, and the next is answered', async (t) => {
  const found = declared(150);
  const questions = questionsFor(found.resource);
  const gone = new AbortController();
  const { inTurn, signal } = asking(gone.signal);
  const first = askRules({ inTurn, signal }, found, questions);
  gone.abort();
  await t.throwsAsync(first);
  const { answers } = await askRules({ inTurn, signal: asking().signal }, found, questions);
  t.is(answers.length, 3);
});
