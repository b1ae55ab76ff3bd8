import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const perFile = 100;
const agents = 10;

/**
 * Writes a model that answers once and says it is done, agents that think with it, and projects of three tasks, the third
 * after the other two, into YAML files (which JSON is) below the folder.
 */
export async function writeProjects(folder: string, count: number, verify: string | undefined): Promise<void> {
  await mkdir(folder, { recursive: true });
  // Nothing is learnt here: the turn that is asked what was learnt has nothing to say.
  const script = [
    { match: { purpose: 'reflect' }, say: '' },
    { match: {}, say: 'Done.' },
  ];
  const people = Array.from({ length: agents }, (_, index) =>
    resource('Agent', `bench-${index}`, {
      role: 'developer',
      model: 'bench',
      capacity: 100,
      instructions: 'Say that it is done.',
    }),
  );
  await writeResources(folder, 'organization', [
    resource('Model', 'bench', { provider: 'scripted', script }),
    ...people,
  ]);
  const projects = Array.from({ length: count }, (_, index) =>
    resource('Project', `load-${index}`, projectSpec(verify)),
  );
  for (let first = 0; first < count; first += perFile) {
    await writeResources(folder, `projects-${first}`, projects.slice(first, first + perFile));
  }
}

function projectSpec(verify: string | undefined): object {
  const proof = verify === undefined ? {} : { verify };
  return {
    request: 'Show how the system stands up to very many projects at once.',
    model: 'bench',
    agents: { names: Array.from({ length: agents }, (_, index) => `bench-${index}`) },
    tasks: [
      { name: 'first', title: 'The first of two that stand side by side', ...proof },
      { name: 'second', title: 'The second of them', ...proof },
      { name: 'third', title: 'What needs both', dependsOn: ['first', 'second'], ...proof },
    ],
  };
}

async function writeResources(folder: string, name: string, resources: readonly object[]): Promise<void> {
  const text = resources.map((each) => JSON.stringify(each)).join('\n---\n');
  await writeFile(join(folder, `${name}.yaml`), `${text}\n`);
}

function resource(kind: string, name: string, spec: object): object {
  return { apiVersion: 'maios.dev/v1alpha1', kind, metadata: { name }, spec };
}
