import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';

const perFile = 10;

/** Writes `count` resources that refer to each other into YAML files of ten: models, agents, permissions, rule sets. */
export async function writeResources(folder: string, count: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const resources = Array.from({ length: count }, (_, index) => resourceAt(index));
  for (let first = 0; first < count; first += perFile) {
    const text = resources.slice(first, first + perFile).map((resource) => stringify(resource));
    await writeFile(join(folder, `${first}.yaml`), text.join('---\n'));
  }
}

// Of ten: one model, five agents that think with it, two permissions for them, two rule sets.
function resourceAt(index: number): object {
  const ten = Math.floor(index / perFile);
  const place = index % perFile;
  if (place === 0) return resource('Model', `model-${ten}`, modelSpec);
  if (place <= 5) return resource('Agent', `agent-${index}`, agentSpec(`model-${ten}`));
  if (place <= 7)
    return resource('SkillPermission', `permission-${index}`, permissionSpec(`agent-${ten * perFile + 1}`));
  return resource('RuleSet', `rules-${index}`, ruleSetSpec);
}

function resource(kind: string, name: string, spec: object): object {
  return { apiVersion: 'maios.dev/v1alpha1', kind, metadata: { name, labels: { bench: 'catalog' } }, spec };
}

const modelSpec = { provider: 'scripted', script: [{ match: {}, say: 'Done.' }] };

function agentSpec(model: string): object {
  return {
    role: 'developer',
    model,
    skills: ['read_file', 'write_file', 'run_tests'],
    instructions: 'Write small modules and their tests. Stop when the verify command passes.',
    traits: { language: 'typescript', seniority: 3 },
  };
}

function permissionSpec(agent: string): object {
  const when = { all: [{ fact: 'call.arguments', path: '$.path', operator: 'notEqual', value: 'package.json' }] };
  return { subjects: { agents: [agent] }, skills: ['write_file'], effect: 'allow', when };
}

const ruleSetSpec = {
  stage: 'scoring',
  hitPolicy: 'collect-sum',
  rules: [
    {
      name: 'role',
      conditions: { all: [{ fact: 'agent.matchesRole', operator: 'equal', value: true }] },
      event: { type: 'score', params: { add: 40 } },
    },
  ],
};
