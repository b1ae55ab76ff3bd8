import test from 'ava';
import type { Facts } from '../../controller/policy/facts.ts';
import { loadRuleSet } from '../../controller/policy/load-rule-set.ts';
import { scoringFacts } from '../../controller/policy/stages/scoring.ts';
import { resource } from './rehearsal-catalog.ts';

const loaded = loadRuleSet(resource('RuleSet', 'maios-scoring'));

function factsOf(agent: string, taskRole: string, differing: Facts): Facts {
  const samples = Object.entries(scoringFacts).map(([name, { sample }]) => [name, sample] as const);
  const { role } = resource('Agent', agent).spec;
  const candidate = { 'agent.name': agent, 'agent.role': role, 'agent.matchesRole': role === taskRole };
  return { ...Object.fromEntries(samples), 'task.role': taskRole, ...candidate, ...differing };
}

async function scoreOf(facts: Facts): Promise<number> {
  const verdict = loaded.bundle?.evaluate(facts);
  return verdict?.score ?? Number.NaN;
}

const unlucky = { 'agent.failures': 3, 'agent.successBound': 0.05, 'agent.load': 0.25 };
const lucky = { 'agent.successes': 9, 'agent.successBound': 0.7 };

test('rehearsal: a developer is given the router before a senior one, whatever their evidence', async (t) => {
  t.true((await scoreOf(factsOf('ben', 'developer', {}))) > (await scoreOf(factsOf('cleo', 'developer', {}))));
  t.true((await scoreOf(factsOf('ben', 'developer', unlucky))) > (await scoreOf(factsOf('cleo', 'developer', lucky))));
});

test('rehearsal: store and server go to the senior developer', async (t) => {
  const ben = await scoreOf(factsOf('ben', 'senior-developer', {}));
  t.true((await scoreOf(factsOf('cleo', 'senior-developer', {}))) > ben);
});
