import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { toFigure, type Bench } from './figure.ts';
import { firstDecisionMs } from './first-decision.ts';
import { median } from './median.ts';
import { reconcileTimes } from './reconcile-times.ts';

const bench = 'start';
const tasksPerProject = 10;

/** From the start of a process to its first decision, and what one reconcile of a project with ten tasks takes. */
export const run: Bench = async (report, { short }) => {
  const folder = await mkdtemp(join(tmpdir(), 'maios-bench-'));
  try {
    const specs = join(folder, 'specs');
    await mkdir(specs);
    await writeFile(join(specs, 'bench.yaml'), projects(1));
    const inNewFolder: number[] = [];
    const inOldFolder: number[] = [];
    for (let round = 0; round < (short ? 1 : 3); round += 1) {
      inNewFolder.push(await firstDecisionMs(specs, join(folder, `home-${round}`)));
      inOldFolder.push(await firstDecisionMs(specs, join(folder, `home-${round}`)));
    }
    const note = `in a data folder that exists; ${median(inNewFolder).toFixed(0)} ms in a new one`;
    const first = { bench, metric: 'first_decision_ms', value: median(inOldFolder), unit: 'ms', note };
    report(toFigure(first));

    const times = await reconcileTimes(join(folder, 'reconcile'), projects(short ? 5 : 40));
    const rest = `${tasksPerProject} tasks, with its commit; ${median(times.resting).toFixed(1)} ms when nothing is to be done`;
    const value = median(times.committing);
    report(toFigure({ bench, metric: 'reconcile_ms', value, unit: 'ms', note: rest }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** A model, an agent, and projects whose tasks are given, half of them waiting for others. */
function projects(count: number): string {
  const script = [{ match: {}, say: 'Done.', delayMs: 60_000 }];
  const documents = [
    resource('Model', 'bench', { provider: 'scripted', script }),
    resource('Agent', 'bench', { role: 'developer', model: 'bench', capacity: 100, instructions: 'Work.' }),
    ...Array.from({ length: count }, (_, index) => resource('Project', `bench-${index}`, projectSpec)),
  ];
  return documents.map((document) => stringify(document)).join('---\n');
}

const projectSpec = {
  request: 'Show how long a reconcile takes.',
  model: 'bench',
  agents: { names: ['bench'] },
  limits: { parallelRuns: 2 },
  tasks: Array.from({ length: tasksPerProject }, (_, index) => ({
    name: `task-${index}`,
    title: `Task ${index}`,
    verify: 'true',
    ...(index < tasksPerProject / 2 ? {} : { dependsOn: [`task-${index - tasksPerProject / 2}`] }),
  })),
};

function resource(kind: string, name: string, spec: object): object {
  return { apiVersion: 'maios.dev/v1alpha1', kind, metadata: { name }, spec };
}
