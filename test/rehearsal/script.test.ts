import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import test, { type ExecutionContext } from 'ava';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { skillName } from '../../controller/catalog/kinds/kinds.ts';
import type { ModelSpec } from '../../controller/catalog/kinds/model.ts';
import { PlannedTask } from '../../controller/catalog/kinds/project.ts';
import { validateTaskGraph } from '../../controller/catalog/task-graph.ts';
import { createScriptedModel } from '../../controller/models/scripted-model.ts';
import { applyWrites, ask, type Origin, playRun, shell } from './play-task.ts';
import { assembly, resource } from './rehearsal-catalog.ts';

const { spec } = resource('Model', 'rehearsal');
const project = resource('Project', 'rest-api').spec;
const model = createScriptedModel('rehearsal', withoutDelays(spec));
const plan = await planned();

/** Who does what: as the scoring and escalation rules are expected to choose, one line a run. */
const runs: readonly {
  readonly task: string;
  readonly agent: string;
  readonly attempt: number;
  readonly passes: boolean;
}[] = [
  { task: 'scaffold', agent: 'ben', attempt: 1, passes: true },
  { task: 'store', agent: 'cleo', attempt: 1, passes: true },
  { task: 'router', agent: 'ben', attempt: 1, passes: false },
  { task: 'router', agent: 'ben', attempt: 2, passes: false },
  { task: 'router', agent: 'cleo', attempt: 1, passes: true },
  { task: 'api', agent: 'cleo', attempt: 1, passes: true },
  { task: 'smoke', agent: 'ben', attempt: 1, passes: true },
];

test('rehearsal: everything that is declared is in force, without a problem', (t) => {
  t.deepEqual(assembly.problems, []);
  t.is(assembly.notReady.size, 0);
});

test('rehearsal: the plan is a task graph', (t) => {
  const skills = assembly.catalog.list('Skill').map((declared) => skillName(declared.resource.metadata.name));
  t.deepEqual(validateTaskGraph(plan, { skills, maxTasks: project.limits?.tasks ?? 0 }), []);
});

test('rehearsal: the plan has parallel work and a review of what exists', (t) => {
  const dependsOn = (name: string): readonly string[] => task(name).dependsOn ?? [];
  t.true(plan.length >= 5);
  t.deepEqual(dependsOn('store'), dependsOn('router'));
  t.deepEqual(dependsOn('api'), ['store', 'router']);
  t.deepEqual(
    plan.filter((item) => item.reviews !== undefined).map((item) => [item.name, item.reviews]),
    [['review-api', 'api']],
  );
});

test('rehearsal: each task has an agent of the role that it asks for', (t) => {
  const roles = (project.agents?.names ?? []).map((name) => resource('Agent', name).spec.role);
  for (const item of plan) t.true(roles.includes(item.role ?? ''), item.name);
});

test('rehearsal: verification fails and passes as the story says, and the result is accepted', async (t) => {
  const main = await temporaryFolder(t);
  for (const { passes, ...run } of runs) {
    const attempt = await temporaryFolder(t);
    await cp(main, attempt, { recursive: true });
    const { code, output } = await perform(run, attempt);
    t.is(code === 0, passes, `${run.task}, ${run.agent}, attempt ${run.attempt}:\n${output}`);
    if (passes) await cp(attempt, main, { recursive: true });
  }
  for (const check of project.acceptance ?? []) {
    const { code, output } = await shell(check.command, main);
    t.is(code, 0, `${check.name}:\n${output}`);
  }
});

test('rehearsal: tests that an agent runs before it hands in pass', (t) => {
  const commands = plan.map((item) => item.verify).filter((verify) => verify !== undefined);
  const turns = (spec.script ?? []).flatMap((turn) => turn.calls ?? []).filter((call) => call.skill === 'run_tests');
  for (const { arguments: args } of turns) t.true([...commands, 'node --test'].includes(String(args['command'])));
});

test('rehearsal: any developer who takes over the router mends it', async (t) => {
  const played = await playRun(model, { purpose: 'work', task: 'router', agent: 'somebody', attempt: 1 });
  t.deepEqual(
    played.calls.filter((call) => call.name === 'write_file').map((call) => call.args['path']),
    ['src/router.js', 'test/router.test.js'],
  );
});

test('rehearsal: the review is approved with a reason', async (t) => {
  const { calls } = await playRun(model, { purpose: 'review', task: 'review-api', agent: 'dora', attempt: 1 });
  t.is(calls.at(-1)?.name, 'submit_review');
  t.is(calls.at(-1)?.args['verdict'], 'approve');
});

test('rehearsal: every agent has something to learn from every run', async (t) => {
  for (const { task: name, agent, attempt } of runs) {
    const { text } = await ask(model, { purpose: 'reflect', project: 'rest-api', task: name, agent, attempt, turn: 1 });
    t.regex(text, /\.$/);
  }
});

test('rehearsal: agents know every skill that they use', async (t) => {
  for (const { passes: _, ...run } of runs) {
    const { calls } = await playRun(model, { purpose: 'work', ...run });
    for (const { name } of calls) {
      t.true(resource('Agent', run.agent).spec.skills?.includes(name), `${run.agent}: ${name}`);
    }
  }
});

test('rehearsal: every call is one that its skill understands', (t) => {
  const ajv = new Ajv({ strict: false });
  for (const { skill, arguments: args } of (spec.script ?? []).flatMap((turn) => turn.calls ?? [])) {
    if (skill.startsWith('submit_')) continue;
    const { parameters } = resource('Skill', skill.replaceAll('_', '-')).spec;
    t.true(ajv.validate(parameters, args), `${skill}: ${ajv.errorsText()}`);
  }
});

test('rehearsal: a person can follow it, and need not wait', (t) => {
  const delays = (spec.script ?? []).map((turn) => turn.delayMs ?? 0);
  t.true(delays.reduce((sum, delay) => sum + delay, 0) < 15_000);
});

async function perform(run: Omit<Origin, 'purpose'>, folder: string): ReturnType<typeof shell> {
  await applyWrites(await playRun(model, { purpose: 'work', ...run }), folder);
  return shell(task(run.task ?? '').verify ?? 'false', folder);
}

async function planned(): Promise<readonly PlannedTask[]> {
  const { calls } = await playRun(model, { purpose: 'plan', agent: 'ada', attempt: 1 });
  const args: unknown = calls.at(-1)?.args;
  return Value.Parse(Type.Object({ tasks: Type.Array(PlannedTask) }), args).tasks;
}

function task(name: string): PlannedTask {
  const found = plan.find((item) => item.name === name);
  if (found === undefined) throw new Error(`expected the task ${name} in the plan`);
  return found;
}

function withoutDelays(model: ModelSpec): ModelSpec {
  const script = (model.script ?? []).map(({ delayMs: _, ...turn }) => turn);
  return { provider: 'scripted', script };
}

async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'maios-rehearsal-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
