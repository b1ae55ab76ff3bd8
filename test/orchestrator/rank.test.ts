import test from 'ava';
import type { Candidate } from '../../controller/store/decision-contract.ts';
import type { AgentRow } from '../../controller/store/entities/agent.ts';
import { planOf } from '../support/plan-of.ts';
import { bundleOf, rule, ruleSet } from '../support/rule-set.ts';
import { aTask, aView, anAgent, declared, evidenceOf } from '../support/view.ts';

// A point for each success, and nothing else, so that ties are easy to come by.
const scoring = bundleOf(
  ruleSet(
    [
      rule(
        { all: [{ fact: 'agent.successes', operator: 'greaterThan', value: 0 }] },
        { event: { type: 'score', params: { add: { fact: 'agent.successes' } } } },
      ),
    ],
    { stage: 'scoring', hitPolicy: 'collect-sum' },
  ),
);

type Row = Pick<Candidate, 'agent' | 'lostBy'>;

const ranked = test.macro({
  async exec(t, evidence: readonly AgentRow[], expected: readonly Row[], text: RegExp) {
    const resources = ['dan', 'ann', 'cid'].map((name) => anAgent(name, { capacity: 4 }));
    const { choices } = await planOf(aView({ tasks: [aTask('a')], resources, evidence }), { scoring });
    const rows = choices[0]?.candidates?.map(({ agent, lostBy }) => ({
      agent,
      ...(lostBy === undefined ? {} : { lostBy }),
    }));
    t.deepEqual(rows, [...expected]);
    t.regex(choices[0]?.text ?? '', text);
  },
  title: (title) => `rank: ${title}`,
});

test(
  'the highest score wins',
  ranked,
  [evidenceOf('cid', { successes: 2 }), evidenceOf('dan', { successes: 1 })],
  [{ agent: 'cid' }, { agent: 'dan', lostBy: 'score' }, { agent: 'ann', lostBy: 'score' }],
  /^given to cid \(score 2, next dan with 1\)$/,
);
test(
  'of equals the less loaded wins',
  ranked,
  [evidenceOf('ann', { active: 1 }), evidenceOf('cid', { active: 1 })],
  [{ agent: 'dan' }, { agent: 'ann', lostBy: 'load' }, { agent: 'cid', lostBy: 'load' }],
  /^given to dan \(score 0, the same as ann; the less loaded one\)$/,
);
test(
  'of equals as much loaded the first by name wins',
  ranked,
  [],
  [{ agent: 'ann' }, { agent: 'cid', lostBy: 'name' }, { agent: 'dan', lostBy: 'name' }],
  /^given to ann \(score 0, the same as cid; the first by name\)$/,
);

test('rank: who would have come first with the rules in shadow enforced is recorded with the choice', async (t) => {
  const shadowed = bundleOf(
    ruleSet(
      [
        rule(
          { all: [{ fact: 'agent.name', operator: 'equal', value: 'dan' }] },
          { name: 'likes-dan', mode: 'shadow', event: { type: 'score', params: { add: 5 } } },
        ),
        rule(
          { all: [{ fact: 'agent.name', operator: 'equal', value: 'ann' }] },
          { event: { type: 'score', params: { add: 1 } } },
        ),
      ],
      { stage: 'scoring', hitPolicy: 'collect-sum' },
    ),
  );
  const resources = ['dan', 'ann'].map((name) => anAgent(name));
  const { choices } = await planOf(aView({ tasks: [aTask('a')], resources }), { scoring: shadowed });
  t.is(choices[0]?.text, 'given to ann (score 1, next dan with 0; in shadow: dan)');
  t.like(choices[0]?.candidates?.[1], { agent: 'dan', score: 0, shadowScore: 5, lostBy: 'score' });
});

test('rank: a candidate that a rule in shadow could not be judged about would come first no more', async (t) => {
  const likesIt = { all: [{ fact: 'task.name', operator: 'in', value: { fact: 'agent.traits', path: '$.likes' } }] };
  const shadowed = bundleOf(
    ruleSet(
      [
        rule(likesIt, { name: 'likes-it', mode: 'shadow', event: { type: 'score', params: { add: 1 } } }),
        rule(
          { all: [{ fact: 'agent.name', operator: 'equal', value: 'dan' }] },
          { event: { type: 'score', params: { add: 5 } } },
        ),
      ],
      { stage: 'scoring', hitPolicy: 'collect-sum' },
    ),
  );
  const scored = async (likes: string | readonly string[]) => {
    // The schema lets no list be a trait; it stands for what a later one may let in.
    const { metadata, ...ann } = anAgent('ann').resource;
    const spec = { role: 'developer', instructions: 'Work.', traits: { likes } };
    const resources = [anAgent('dan'), declared({ ...ann, metadata, kind: 'Agent', spec } as never)];
    const { choices } = await planOf(aView({ tasks: [aTask('a')], resources }), { scoring: shadowed });
    return choices[0];
  };
  const one = await scored(['a']);
  t.is(one?.text, 'given to dan (score 5, next ann with 0; in shadow: ann)');
  t.is(one?.candidates?.[0]?.shadowScore, undefined);
  t.is((await scored('a'))?.text, 'given to dan (score 5, next ann with 0; in shadow: nobody)');
});
