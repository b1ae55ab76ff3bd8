import test, { type ExecutionContext } from 'ava';
import { assembleCatalog } from '../../controller/catalog/assemble.ts';
import { loadBuiltins } from '../../controller/catalog/builtins.ts';
import type { Declared } from '../../controller/catalog/catalog.ts';
import { digestOf } from '../../controller/catalog/kinds/digest.ts';
import { ruleSetDigest } from '../../controller/catalog/kinds/rule-set-digest.ts';
import { apiVersion } from '../../controller/catalog/kinds/envelope.ts';
import type { AnyResource } from '../../controller/catalog/kinds/kinds.ts';
import type { PlannedTask, ProjectSpec } from '../../controller/catalog/kinds/project.ts';
import { systemClock } from '../../controller/clock/clock.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import { createCatalogKeeper, type CatalogKeeper } from '../../controller/orchestrator/in-force/catalog-keeper.ts';
import { createDeclarer, type Declarer } from '../../controller/orchestrator/declare/declarer.ts';
import { ProjectEntity, type ProjectRow } from '../../controller/store/entities/project.ts';
import { ResourceEntity, type ResourceRow } from '../../controller/store/entities/resource.ts';
import { TaskEntity, type TaskRow } from '../../controller/store/entities/task.ts';
import { findRuleSet } from '../../controller/store/operations/rule-sets/find-rule-set.ts';
import { ensureLocalOrganization } from '../../controller/store/operations/setup/ensure-local-organization.ts';
import { insertTasks } from '../../controller/store/operations/tasks/insert-tasks.ts';
import { rule, ruleSet } from '../support/rule-set.ts';
import { openTestStore } from '../support/store.ts';

const key = new MaiosError('MODEL_KEY_MISSING', 'expected ZAI_API_KEY to be set, found it unset');
const agent: AnyResource = {
  apiVersion,
  kind: 'Agent',
  metadata: { name: 'ben' },
  spec: { role: 'developer', instructions: 'Work.' },
};
const project = (spec: Partial<ProjectSpec> = {}): AnyResource => ({
  apiVersion,
  kind: 'Project',
  metadata: { name: 'demo' },
  spec: { request: 'Build it.', tasks: [{ name: 'a', title: 'A' }], ...spec },
});

interface Stage {
  readonly declarer: Declarer;
  readonly keeper: CatalogKeeper;
  /** The same store, with a process that knows nothing yet. */
  restart(): Promise<Pick<Stage, 'declarer' | 'keeper'>>;
  apply(resources: readonly AnyResource[], again?: boolean, revision?: string): ReturnType<Declarer['apply']>;
  projects(): Promise<readonly ProjectRow[]>;
  /** Gives the one project these tasks, and some of them other fields. */
  plan(tasks: readonly PlannedTask[], fields: Readonly<Record<string, Partial<TaskRow>>>): Promise<void>;
  /** The time-out of each task, by name. */
  tasks(): Promise<Readonly<Record<string, number>>>;
  resources(): Promise<readonly ResourceRow[]>;
  /** The rule set that is kept under a digest. */
  ruleSet(digest: string): Promise<AnyResource['spec'] | undefined>;
}

async function stage(
  t: ExecutionContext,
  hasKey: () => boolean = () => true,
  announce: () => void = () => undefined,
): Promise<Stage> {
  const store = await openTestStore(t);
  const scope = await store.transaction(async (tx) => ensureLocalOrganization(tx, systemClock.now()));
  const builtins = await loadBuiltins();
  const checkModel = (): MaiosError | undefined => (hasKey() ? undefined : key);
  const restart = async (): Promise<Pick<Stage, 'declarer' | 'keeper'>> => {
    const keeper = createCatalogKeeper(assembleCatalog([builtins]).catalog);
    const deps = { store, scope, keeper, builtins, checkModel, taskTimeoutMs: 60_000, wake: () => undefined, announce };
    const declarer = createDeclarer(deps);
    await declarer.restore();
    return { declarer, keeper };
  };
  const { declarer, keeper } = await restart();
  return {
    declarer,
    keeper,
    restart,
    apply: async (resources, again = false, revision = 'r1') => {
      const declared = resources.map((resource) => ({ ...fromX(resource), revision }));
      return declarer.apply({ source: 'files:x', revision, declared, problems: [] }, { again });
    },
    projects: async () => store.transaction(async (tx) => tx.find(ProjectEntity, { order: { createdAt: 'ASC' } })),
    plan: async (tasks, fields) =>
      store.transaction(async (tx) => {
        const { id: projectId, taskTimeoutMs } = await tx.findOneByOrFail(ProjectEntity, {});
        const placement = { projectId, timeoutMs: taskTimeoutMs, firstOrdinal: 0 };
        await insertTasks(tx, scope, Date.now(), placement, tasks);
        for (const [name, field] of Object.entries(fields)) await tx.update(TaskEntity, { name }, field);
      }),
    tasks: async () =>
      store.transaction(async (tx) =>
        Object.fromEntries((await tx.find(TaskEntity)).map(({ name, timeoutMs }) => [name, timeoutMs])),
      ),
    resources: async () => store.transaction(async (tx) => tx.find(ResourceEntity)),
    ruleSet: async (digest) => store.transaction(async (tx) => findRuleSet(tx, scope, digest)),
  };
}

function fromX(resource: AnyResource): Declared {
  return { resource, source: 'files:x', revision: 'r1', digest: digestOf(resource) };
}

test('declare: a project starts once; applying it again shows the same one', async (t) => {
  const { apply, projects } = await stage(t);
  const first = await apply([agent, project()]);
  const second = await apply([agent, project()]);
  t.deepEqual(
    first.projects.map((each) => each.created),
    [true],
  );
  t.deepEqual(second.projects, [{ id: first.projects[0]?.id ?? '', name: 'demo', created: false }]);
  t.is((await projects()).length, 1);
});

test('declare: again starts anew, and cancels the one that runs', async (t) => {
  const { apply, projects } = await stage(t);
  await apply([agent, project()]);
  await apply([agent, project()], true);
  t.deepEqual(
    (await projects()).map((each) => each.cancelRequested),
    [true, false],
  );
});

test('declare: the request of a started project is fixed', async (t) => {
  const { apply, projects } = await stage(t);
  await apply([agent, project()]);
  const { problems } = await apply([agent, project({ request: 'Build something else.' })]);
  t.is(problems[0]?.code, 'SPEC_IMMUTABLE');
  t.is((await projects())[0]?.spec.request, 'Build it.');
});

test('declare: a changed request is refused as often as it is read, and told no more once it is restored', async (t) => {
  const { apply, projects, resources } = await stage(t);
  await apply([agent, project()]);
  const changed = [agent, project({ request: 'Build something else.' })];
  for (const _time of ['first', 'second']) {
    const { problems } = await apply(changed);
    t.deepEqual(
      problems.map(({ code }) => code),
      ['SPEC_IMMUTABLE'],
    );
  }
  t.deepEqual((await apply([agent, project()])).problems, []);
  t.is((await projects()).length, 1);
  const stored = (await resources()).find((row) => row.kind === 'Project');
  t.like(stored?.document.spec, { request: 'Build it.' });
});

test('declare: again starts a project with a changed request', async (t) => {
  const { apply, projects } = await stage(t);
  await apply([agent, project()]);
  const { problems } = await apply([agent, project({ request: 'Build something else.' })], true);
  t.deepEqual(problems, []);
  t.deepEqual(
    (await projects()).map(({ spec, cancelRequested }) => [spec.request, cancelRequested]),
    [
      ['Build it.', true],
      ['Build something else.', false],
    ],
  );
});

test('declare: a rule set stays what it was while its fixed field is changed, whatever else is declared', async (t) => {
  const { apply, declarer, keeper } = await stage(t);
  const conditions = { all: [{ fact: 'now', operator: 'greaterThan', value: 0 }] };
  const mine = ruleSet([rule(conditions)]);
  const changed = ruleSet([rule(conditions, { event: { type: 'person' } })], { stage: 'escalation' });
  await apply([mine]);
  await apply([changed]);
  await declarer.declare(agent, 'd', { again: false });
  await apply([changed, agent]);
  t.is(keeper.current().get('RuleSet', 'under-test')?.resource.spec.stage, 'phase');
});

test('declare: what a client declared stays in force when a source that came earlier takes its name', async (t) => {
  const { apply, declarer, keeper } = await stage(t);
  await apply([project()]);
  await declarer.declare(agent, 'd', { again: false });
  const { problems } = await apply([project(), agent]);
  t.deepEqual(
    problems.map(({ code, message }) => [code, message]),
    [['SPEC_OWNED', 'Agent/ben metadata.name: expected a name that is free, found one that api owns']],
  );
  t.is(keeper.current().get('Agent', 'ben')?.source, 'api');
});

test('declare: what a folder that is gone declared passes over to the one that declares it now', async (t) => {
  const { apply, declarer, projects, resources } = await stage(t);
  const other: AnyResource = { ...agent, metadata: { name: 'cleo' } };
  const declare = async (source: string) => {
    const declared = [agent, other, project()].map((resource) => ({ ...fromX(resource), source }));
    await declarer.apply({ source, revision: 'r0', declared, problems: [] }, { again: false });
  };
  await declare('files:/moved/away');
  const { problems } = await apply([agent, project()]);
  t.deepEqual(problems, []);
  t.deepEqual((await resources()).map(({ name, source }) => `${name} of ${source}`).toSorted(), [
    'ben of files:x',
    'cleo of files:/moved/away',
    'demo of files:x',
  ]);
  t.like(await projects(), [{ source: 'files:x', cancelRequested: false }]);
});

test('declare: a folder that is gone itself takes nothing over with what is remembered of it', async (t) => {
  const { declarer, resources } = await stage(t);
  const declare = async (source: string) => {
    const declared = [{ ...fromX(agent), source }];
    return declarer.apply({ source, revision: 'r0', declared, problems: [] }, { again: false });
  };
  await declare('files:/moved/away');
  const { problems } = await declare('files:/moved/before');
  t.deepEqual(
    problems.map(({ code }) => code),
    ['SPEC_OWNED'],
  );
  t.deepEqual(
    (await resources()).map(({ source }) => source),
    ['files:/moved/away'],
  );
});

test('declare: what a folder that is there declares stays its own', async (t) => {
  const { apply, declarer } = await stage(t);
  const source = `files:${process.cwd()}`;
  await declarer.apply(
    { source, revision: 'r0', declared: [{ ...fromX(agent), source }], problems: [] },
    { again: false },
  );
  t.deepEqual(
    (await apply([agent])).problems.map(({ code }) => code),
    ['SPEC_OWNED'],
  );
});

test('declare: a started project takes a changed budget', async (t) => {
  const { apply, projects } = await stage(t);
  await apply([agent, project()]);
  await apply([agent, project({ budget: { tokens: 5 }, limits: { taskTimeoutMinutes: 2 } })]);
  t.like((await projects())[0], { tokensLimit: 5, taskTimeoutMs: 120_000, version: 2 });
});

test('declare: the tasks of a started project take its changed time-out, those apart that have one of their own or have ended', async (t) => {
  const { apply, tasks, plan } = await stage(t);
  await apply([agent, project()]);
  const ended = { phase: 'Complete' as const, endedAt: new Date() };
  await plan(
    [
      { name: 'a', title: 'A' },
      { name: 'b', title: 'B', timeoutMinutes: 7 },
      { name: 'c', title: 'C' },
    ],
    {
      c: ended,
    },
  );
  await apply([agent, project({ limits: { taskTimeoutMinutes: 2 } })]);
  t.deepEqual(await tasks(), { a: 120_000, b: 420_000, c: 60_000 });
});

test('declare: an open project follows the commits of its source, so that its decisions name the one in force', async (t) => {
  const { apply, projects } = await stage(t);
  await apply([agent, project()]);
  await apply([project()], false, 'r2');
  t.like((await projects())[0], { revision: 'r2', version: 1 });
});

test('declare: deleting the spec of a project asks for its end', async (t) => {
  const { apply, projects } = await stage(t);
  await apply([agent, project()]);
  await apply([agent]);
  t.true((await projects())[0]?.cancelRequested);
});

test('declare: a project whose spec was deleted is cancelled, also where the process goes no further', async (t) => {
  let isAway = false;
  const announce = (): void => {
    if (isAway) throw new Error('nobody can be told');
  };
  const { apply, projects } = await stage(t, () => true, announce);
  await apply([agent, project()]);
  isAway = true;
  await t.throwsAsync(apply([agent]));
  isAway = false;
  await apply([agent]);
  t.true((await projects())[0]?.cancelRequested);
});

test('declare: without a key nothing of the project is stored, and the rest is', async (t) => {
  let hasKey = false;
  const { apply, projects, resources } = await stage(t, () => hasKey);
  const report = await apply([agent, project()]);
  t.is(report.problems[0]?.code, 'MODEL_KEY_MISSING');
  t.deepEqual(await projects(), []);
  t.deepEqual(
    (await resources()).map((row) => `${row.kind}/${row.name}`),
    ['Agent/ben'],
  );
  hasKey = true;
  t.is((await apply([agent, project()])).projects.length, 1, 'once the key is there, it starts');
});

test('declare: a project that was refused does not stand in the way of what is declared next', async (t) => {
  const { declarer, keeper, projects } = await stage(t, () => false);
  const refused = await declarer.declare(project(), 'd', { again: false });
  t.is(refused.problems[0]?.code, 'MODEL_KEY_MISSING');
  const accepted = await declarer.declare(agent, 'd', { again: false });
  t.deepEqual(accepted.problems, []);
  t.truthy(keeper.current().get('Agent', 'ben'));
  t.deepEqual(await projects(), []);
});

test('declare: what was declared is in force again after a restart, before any source is read', async (t) => {
  const { apply, restart } = await stage(t);
  await apply([agent]);
  const { keeper } = await restart();
  t.is(keeper.current().get('Agent', 'ben')?.source, 'files:x');
});

test('declare: a bad file in a source that is read for the first time keeps what was stored of it', async (t) => {
  const { apply, restart } = await stage(t);
  await apply([agent]);
  const { declarer, keeper } = await restart();
  const bad = new MaiosError('SPEC_SYNTAX', 'expected YAML');
  await declarer.apply({ source: 'files:x', revision: 'r2', declared: [], problems: [bad] }, { again: false });
  t.truthy(keeper.current().get('Agent', 'ben'));
  await declarer.apply({ source: 'files:x', revision: 'r3', declared: [], problems: [] }, { again: false });
  t.falsy(keeper.current().get('Agent', 'ben'), 'a sound source without it deletes it');
});

test('declare: what was stored of a source that is bad since it is read stays, however often it is read', async (t) => {
  const { apply, restart, projects } = await stage(t);
  const second: AnyResource = { ...agent, metadata: { name: 'cleo' } };
  await apply([agent, second, project()]);
  const { declarer, keeper } = await restart();
  const bad = new MaiosError('SPEC_SYNTAX', 'expected YAML');
  const read = async (declared: readonly AnyResource[], problems = [bad]) =>
    declarer.apply({ source: 'files:x', revision: 'r2', declared: declared.map(fromX), problems }, { again: false });
  await read([]);
  await read([second]);
  t.truthy(keeper.current().get('Agent', 'ben'));
  t.false((await projects())[0]?.cancelRequested);
  await read([]);
  t.falsy(keeper.current().get('Agent', 'cleo'), 'what was read well and is gone was deleted');
  await read([], []);
  t.falsy(keeper.current().get('Agent', 'ben'), 'a sound source without it deletes it');
});

test('declare: again leaves the project of a name to the source that owns it', async (t) => {
  const { apply, declarer, projects } = await stage(t);
  const other = async (resource: AnyResource, again: boolean) =>
    declarer.apply(
      { source: 'api:y', revision: 'r1', declared: [{ ...fromX(resource), source: 'api:y' }], problems: [] },
      { again },
    );
  await apply([agent]);
  await other(project(), false);
  const codes = async (report: ReturnType<typeof other>) => (await report).problems.map(({ code }) => code);
  const theirs = [agent, project({ request: 'Build something else.' })];
  t.deepEqual(await codes(apply(theirs, true)), ['SPEC_OWNED']);
  t.deepEqual(await codes(other(project(), false)), [], 'it is refused to the other one alone');
  t.deepEqual(await codes(other(project({ request: 'Build more.' }), true)), [], 'its owner may start it anew');
  t.deepEqual(
    (await projects()).map(({ source, spec, cancelRequested }) => [source, spec.request, cancelRequested]),
    [
      ['api:y', 'Build it.', true],
      ['api:y', 'Build more.', false],
    ],
  );
});

test('declare: every rule set in force is kept by its digest, and stays when it is declared no more', async (t) => {
  const { apply, ruleSet: kept } = await stage(t);
  const builtin = (await loadBuiltins()).declared.find(({ resource }) => resource.metadata.name === 'maios-phases');
  if (builtin?.resource.kind !== 'RuleSet') throw new Error('expected the built-in rule set maios-phases');
  const { tests: _tests, ...deciding } = builtin.resource.spec;
  t.deepEqual(await kept(ruleSetDigest(builtin.resource.spec)), deciding);
  const own = ruleSet([rule({ all: [{ fact: 'phase', operator: 'equal', value: 'Plan' }] })]);
  await apply([own]);
  await apply([]);
  t.deepEqual(await kept(ruleSetDigest(own.spec)), own.spec);
});
