import fc from 'fast-check';
import test from 'ava';
import type { Stage } from '../../controller/catalog/kinds/rule-set.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import type { FactDefinition, FactTable, FactValue, Facts } from '../../controller/policy/facts.ts';
import { escalationActions } from '../../controller/policy/failures.ts';
import { checkMove } from '../../controller/policy/legal-move.ts';
import { legalMoves, phases, type Phase, type Subject } from '../../controller/policy/phases.ts';
import { factRegistry } from '../../controller/policy/stages/registry.ts';
import { bundleOf } from '../support/rule-set.ts';
import { readRules } from '../support/read-rules.ts';

// What the default rules promise about facts that nobody thought of: any snapshot that a stage can have.
const phaseRules = bundleOf(readRules('phases'));
const escalationRules = bundleOf(readRules('escalation'));
const permissionRules = bundleOf(readRules('permissions'));
const scoringRules = bundleOf(readRules('scoring'));

function anyValue({ type, nullable, values }: FactDefinition): fc.Arbitrary<FactValue> {
  const ofType: Readonly<Record<FactDefinition['type'], fc.Arbitrary<FactValue>>> = {
    string: values === undefined ? fc.constantFrom('a', 'reviewer') : fc.constantFrom(...values),
    number: fc.oneof(
      fc.integer({ min: -2, max: 5 }),
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -10, max: 100 }),
    ),
    boolean: fc.boolean(),
    list: fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }),
    object: fc.constant({}),
  };
  return nullable ? fc.option(ofType[type], { nil: null }) : ofType[type];
}

function anyFacts(stage: Stage): fc.Arbitrary<Facts> {
  const table: FactTable = factRegistry[stage];
  return fc.record(Object.fromEntries(Object.entries(table).map(([name, definition]) => [name, anyValue(definition)])));
}

// A subject is only ever in a phase that has moves, or in an end.
const place = fc.constantFrom<{ subject: Subject; phase: Phase }>(
  ...(['project', 'task'] as const).flatMap((subject) =>
    phases
      .filter((phase) => legalMoves[subject][phase].length > 0 || ['Complete', 'Failed', 'Cancelled'].includes(phase))
      .map((phase) => ({ subject, phase })),
  ),
);

test('default phase rules: never ask for an illegal move, whatever the facts', async (t) => {
  await fc.assert(
    fc.asyncProperty(anyFacts('phase'), place, async (random, { subject, phase }) => {
      const facts = { ...random, subject, phase };
      const [hit] = phaseRules.evaluate(facts).hits;
      const to = phases.find((each) => each === hit?.type) ?? phase;
      const guards = {
        planned: random['project.planned'] === true,
        acceptancePassed: random['project.acceptance'] === 'passed',
        taskVerified: random['task.outcome'] === 'succeeded',
        reviewRejected: random['task.reviewRejected'] === true,
      };
      const move = checkMove(subject, phase, to, guards);
      t.false(move instanceof MaiosError, `${hit?.rule}: ${String(move)}`);
      t.true(hit === undefined || move === 'legal', `${hit?.rule} asks to stay`);
    }),
    { numRuns: 1_500 },
  );
});

test('default phase rules: nothing but a cancellation moves a suspended project or its tasks', async (t) => {
  await fc.assert(
    fc.asyncProperty(anyFacts('phase'), place, async (random, { subject, phase }) => {
      const verdict = phaseRules.evaluate({ ...random, subject, phase, 'project.suspended': true });
      t.true(verdict.hits.every((hit) => hit.rule === 'cancel'));
    }),
    { numRuns: 300 },
  );
});

test('default escalation rules: always choose one action that there is', async (t) => {
  await fc.assert(
    fc.asyncProperty(anyFacts('escalation'), async (facts) => {
      const { hits } = escalationRules.evaluate(facts);
      t.is(hits.length, 1);
      t.true(escalationActions.some((action) => action === hits[0]?.type));
      t.true(hits[0]?.type !== 'reassign' || Number(facts['otherCandidates']) > 0, 'reassigned to nobody');
      t.true(hits[0]?.type !== 'reassign' || facts['subject'] === 'task', 'a project is nobody’s to take away');
      t.true(hits[0]?.type !== 'supervise' || facts['supervisorAvailable'] === true, 'supervised by nobody');
    }),
    { numRuns: 1_000 },
  );
});

// Whatever fails, and however often: by itself the system tries a bounded number of times, then somebody is asked.
test('default escalation rules: end with a person or an end for every failure', async (t) => {
  const worn = {
    attempts: 9,
    agentFailures: 9,
    agentFailuresOfClass: 9,
    otherCandidates: 0,
    condensed: true,
    supervised: true,
    reviewRejections: 9,
  };
  await fc.assert(
    fc.asyncProperty(anyFacts('escalation'), async (facts) => {
      const { hits } = escalationRules.evaluate({ ...facts, ...worn });
      t.true(hits[0]?.type === 'person' || hits[0]?.type === 'fail', JSON.stringify([facts['failure'], hits[0]?.type]));
    }),
    { numRuns: 500 },
  );
});

test('default permission rules: always say one thing, deny beats ask beats allow, and nothing is allowed ungranted', async (t) => {
  await fc.assert(
    fc.asyncProperty(anyFacts('permission'), async (facts) => {
      const { hits } = permissionRules.evaluate(facts);
      const has = (name: string) => Array.isArray(facts[name]) && facts[name].length > 0;
      t.is(hits.length, 1);
      if (has('grants.deny') || facts['agent.hasSkill'] === false) t.is(hits[0]?.type, 'deny');
      else if (has('grants.ask')) t.is(hits[0]?.type, facts['call.approved'] === true ? 'allow' : 'ask');
      else t.is(hits[0]?.type, has('grants.allow') ? 'allow' : 'deny');
    }),
    { numRuns: 500 },
  );
});

test('default scoring rules: give every candidate a number', async (t) => {
  await fc.assert(
    fc.asyncProperty(anyFacts('scoring'), async (facts) => {
      t.true(Number.isFinite(scoringRules.evaluate(facts).score));
    }),
    { numRuns: 300 },
  );
});
