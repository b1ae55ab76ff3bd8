import test, { type ExecutionContext } from 'ava';
import type { RuleSetResource } from '../../controller/catalog/kinds/kinds.ts';
import type { Rule } from '../../controller/catalog/kinds/rule-set.ts';
import { play } from '../../controller/simulate/play.ts';
import type { ScenarioSpec } from '../../controller/simulate/scenario/scenario-schema.ts';
import { readRules } from '../support/read-rules.ts';
import { scenario, settingOf, task } from './scenarios.ts';

/** A default rule set without some rules, or with more. */
function planted(file: string, without: readonly string[], more: readonly Rule[] = []): RuleSetResource {
  const { spec, ...resource } = readRules(file);
  const rules = [...spec.rules.filter(({ name }) => !without.includes(name)), ...more];
  return {
    ...resource,
    spec: { stage: spec.stage, hitPolicy: spec.hitPolicy, conditions: spec.conditions ?? {}, rules },
  };
}

const one: ScenarioSpec = {
  projects: [{ name: 'demo', spec: { request: 'x', tasks: [task('build')] } }],
  agents: [{ name: 'ben', minutes: 5 }],
};
const hanging: ScenarioSpec = { ...one, agents: [{ name: 'ben', outcomes: ['timeout'] }] };
const refused: ScenarioSpec = { ...one, agents: [{ name: 'ben', outcomes: ['model-refused'] }] };

const breaks = test.macro({
  title: (name) => `planted rules: ${name}`,
  async exec(
    t: ExecutionContext,
    spec: ScenarioSpec,
    rules: readonly RuleSetResource[],
    ...invariants: readonly string[]
  ) {
    const checked = scenario(spec);
    const { violations } = await play(checked, await settingOf(checked, [], rules), 1);
    t.deepEqual([...new Set(violations.map(({ invariant }) => invariant))].toSorted(), [...invariants].toSorted());
    for (const { project, seed } of violations) t.deepEqual({ project, seed }, { project: 'demo', seed: 1 });
  },
});

test('the default rules break nothing', breaks, one, []);
test('the default rules end a run that hangs', breaks, { ...hanging, people: {} }, []);
test(
  'a rule that completes a project without acceptance breaks noIllegalMove',
  breaks,
  one,
  [
    planted(
      'phases',
      [],
      [
        {
          name: 'too-early',
          priority: 5000,
          conditions: {
            all: [
              { fact: 'subject', operator: 'equal', value: 'project' },
              { fact: 'phase', operator: 'equal', value: 'Monitor' },
            ],
          },
          event: { type: 'Complete' },
        },
      ],
    ),
  ],
  'noIllegalMove',
  'everyProjectEnds',
);
test(
  'without the rule that sees a proof, a project never ends',
  breaks,
  one,
  [planted('phases', ['task-proved', 'task-run-lost'])],
  'everyProjectEnds',
);
test(
  'without a time-out, a run never ends',
  breaks,
  hanging,
  [planted('phases', ['task-timed-out'])],
  'everyProjectEnds',
  'runsEnd',
);
test(
  'a question without expiry that nobody answers never ends',
  breaks,
  refused,
  [],
  'escalationsEnd',
  'everyProjectEnds',
);
test(
  'two rules that undo each other never come to rest',
  breaks,
  one,
  [
    planted(
      'phases',
      [],
      [
        {
          name: 'back',
          priority: 5000,
          conditions: {
            all: [
              { fact: 'subject', operator: 'equal', value: 'project' },
              { fact: 'phase', operator: 'equal', value: 'Monitor' },
            ],
          },
          event: { type: 'Delegate' },
        },
      ],
    ),
  ],
  'comesToRest',
  'everyProjectEnds',
);
