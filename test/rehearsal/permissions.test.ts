import test from 'ava';
import type { Facts, FactValue } from '../../controller/policy/facts.ts';
import { collectGrants, withGrants } from '../../controller/policy/grants.ts';
import { loadRuleSet } from '../../controller/policy/load-rule-set.ts';
import { permissionFacts } from '../../controller/policy/stages/permission.ts';
import { assembly, resource } from './rehearsal-catalog.ts';

const permissions = assembly.catalog.list('SkillPermission').map((declared) => declared.resource);
const loaded = loadRuleSet(resource('RuleSet', 'maios-permissions'));

type Args = Readonly<Record<string, FactValue>>;

function factsOf(agent: string, role: string, skill: string, args: Args): Facts {
  const samples = Object.entries(permissionFacts).map(([name, { sample }]) => [name, sample] as const);
  const call = { 'agent.name': agent, 'agent.role': role, 'call.skill': skill, 'call.arguments': args };
  return { ...Object.fromEntries(samples), ...call };
}

const judged = test.macro({
  async exec(t, agent: string, skill: string, args: Args, effect: 'allow' | 'deny') {
    const { role } = resource('Agent', agent).spec;
    const facts = factsOf(agent, role, skill, args);
    const grants = collectGrants(permissions, { name: agent, role, labels: {} }, facts);
    const verdict = loaded.bundle?.evaluate(withGrants(facts, grants));
    t.is(verdict?.hits[0]?.type, effect);
  },
  title: (_, agent, skill, args, effect) => `rehearsal: ${effect} ${agent} ${skill} ${JSON.stringify(args)}`,
});

test(judged, 'ben', 'write_file', { path: 'src/a.js', content: '' }, 'allow');
test(judged, 'cleo', 'run_tests', { command: 'node --test' }, 'allow');
test(judged, 'ben', 'execute_code', { language: 'javascript', code: '1' }, 'allow');
test(judged, 'ben', 'execute_code', { language: 'shell', code: 'ls' }, 'deny');
test(judged, 'ben', 'execute_code', { command: 'ls' }, 'deny');
test(judged, 'dora', 'run_tests', { command: 'node --test' }, 'allow');
test(judged, 'dora', 'write_file', { path: 'src/a.js', content: '' }, 'deny');
test(judged, 'ada', 'list_files', { path: '.' }, 'allow');
test(judged, 'ada', 'run_tests', {}, 'deny');
