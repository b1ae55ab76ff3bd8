import assert from 'node:assert/strict';
import test, { type ExecutionContext } from 'ava';
import { assembleCatalog } from '../../controller/catalog/assemble.ts';
import { loadBuiltins } from '../../controller/catalog/builtins.ts';
import type { Declared } from '../../controller/catalog/catalog.ts';
import { digestOf } from '../../controller/catalog/kinds/digest.ts';
import { apiVersion } from '../../controller/catalog/kinds/envelope.ts';
import type { AnyResource } from '../../controller/catalog/kinds/kinds.ts';
import { createCatalogKeeper, type CatalogKeeper } from '../../controller/orchestrator/in-force/catalog-keeper.ts';
import { createDeclarer, type Declarer } from '../../controller/orchestrator/declare/declarer.ts';
import { createOrchestrator, type Orchestrator } from '../../controller/orchestrator/orchestrator.ts';
import { createInProcessBus } from '../../controller/events/in-process-bus.ts';
import { createInProcessQueue } from '../../controller/queue/in-process-queue.ts';
import type { Condition } from '../../controller/store/condition.ts';
import { ProjectEntity } from '../../controller/store/entities/project.ts';
import { ensureLocalOrganization } from '../../controller/store/operations/setup/ensure-local-organization.ts';
import { eventually } from '../support/eventually.ts';
import { monitored, ownPhases } from '../support/own-rules.ts';
import { openTestStore } from '../support/store.ts';
import { anAgent } from '../support/view.ts';

const ben = anAgent('ben').resource;
const rules = ownPhases([monitored({ for: '1h' })]).resource;
const changed = ownPhases([monitored({ for: '2h' })]).resource;
const broken = ownPhases([monitored({}, { fact: 'no.such.fact', operator: 'equal', value: 1 })]).resource;
const project: AnyResource = {
  apiVersion,
  kind: 'Project',
  metadata: { name: 'demo' },
  spec: { request: 'Build it.', tasks: [{ name: 'a', title: 'A' }], rules: { phase: 'own-phases' } },
};

interface Process extends AsyncDisposable {
  readonly keeper: CatalogKeeper;
  apply(...resources: readonly AnyResource[]): ReturnType<Declarer['apply']>;
  applyFrom(source: string, ...resources: readonly AnyResource[]): ReturnType<Declarer['apply']>;
}

interface Scene {
  /** A process over the same store that knows nothing yet; the one before must be gone. */
  begin(): Promise<Process>;
  conditions(): Promise<readonly Condition[]>;
}

async function scene(t: ExecutionContext): Promise<Scene> {
  const store = await openTestStore(t);
  const scope = await store.transaction(async (tx) => ensureLocalOrganization(tx, store.clock.now()));
  const builtins = await loadBuiltins();
  return {
    async begin() {
      const keeper = createCatalogKeeper(assembleCatalog([builtins]).catalog);
      const leadership = await store.lead('test');
      const orchestrator: Orchestrator = createOrchestrator({
        store,
        scope,
        keeper,
        queue: createInProcessQueue(),
        bus: createInProcessBus(),
        leadership,
        onError: (about, error) => t.log(about, error),
      });
      const wake = (id: string): void => orchestrator.wake(id);
      const checkModel = () => undefined;
      const declarer = createDeclarer({ store, scope, keeper, builtins, checkModel, taskTimeoutMs: 60_000, wake });
      await declarer.restore();
      await orchestrator.start();
      const applyFrom: Process['applyFrom'] = async (source, ...resources) => {
        const declared = resources.map((resource) => fromSource(source, resource));
        return declarer.apply({ source, revision: 'r1', declared, problems: [] }, { again: false });
      };
      const apply: Process['apply'] = async (...resources) => applyFrom('files:x', ...resources);
      // The next one leads only when this one does not any more.
      const dispose = async (): Promise<void> => {
        await orchestrator[Symbol.asyncDispose]();
        await leadership[Symbol.asyncDispose]();
      };
      return { keeper, apply, applyFrom, [Symbol.asyncDispose]: dispose };
    },
    conditions: async () =>
      store.transaction(async (tx) => (await tx.findOneByOrFail(ProjectEntity, { name: 'demo' })).conditions),
  };
}

function fromSource(source: string, resource: AnyResource): Declared {
  return { resource, source, revision: 'r1', digest: digestOf(resource) };
}

const demo = { name: 'demo', spec: { request: 'Build it.', rules: { phase: 'own-phases' } } };
const digestIn = ({ keeper }: Process): string => keeper.bundlesFor(demo).phase.digest;

async function says({ conditions }: Scene, ...types: readonly string[]): Promise<readonly Condition[]> {
  return eventually(async () => {
    const found = await conditions();
    assert.deepEqual(
      found.map(({ type }) => type),
      types,
    );
    return found;
  });
}

test('rule sets: a project goes on under one that was deleted, also after a restart, and says so', async (t) => {
  const stage = await scene(t);
  const first = await stage.begin();
  await first.apply(ben, rules, project);
  const digest = digestIn(first);
  await says(stage);
  await first.apply(ben, project);
  const [missing] = await says(stage, 'RuleSetMissing');
  t.regex(missing?.message ?? '', /^the phase rule set "own-phases" is not declared any more: the project goes on/);
  t.is(digestIn(first), digest);
  await first[Symbol.asyncDispose]();

  await using second = await stage.begin();
  t.is(digestIn(second), digest);
  await second.apply(ben, project);
  await says(stage, 'RuleSetMissing');
  await second.apply(ben, changed, project);
  await says(stage);
  t.not(digestIn(second), digest, 'declared again, it is swapped whole');
});

test('rule sets: one that is declared again unchanged stays as it was compiled', async (t) => {
  const stage = await scene(t);
  await using process = await stage.begin();
  await process.apply(ben, rules, project);
  const before = process.keeper.bundlesFor(demo).phase;
  await process.apply(ben, structuredClone(rules), project);
  t.is(process.keeper.bundlesFor(demo).phase, before);
});

test('rule sets: one that does not load leaves the last good one in force', async (t) => {
  const stage = await scene(t);
  const first = await stage.begin();
  await first.apply(ben, rules, project);
  const digest = digestIn(first);
  // As a source would keep it out; here it comes as far as the keeper all the same.
  await first.apply(ben, broken, project);
  t.is(digestIn(first), digest);
  t.deepEqual(await says(stage), []);
  await first[Symbol.asyncDispose]();
  await using second = await stage.begin();
  t.is(digestIn(second), digest, 'also after a restart');
});

test('rule sets: one of the same name for another stage takes the place of none', async (t) => {
  const stage = await scene(t);
  await using process = await stage.begin();
  await process.apply(ben, rules, project);
  const digest = digestIn(process);
  const scoring: AnyResource = {
    ...rules,
    kind: 'RuleSet',
    spec: {
      stage: 'scoring',
      hitPolicy: 'collect-sum',
      rules: [
        {
          name: 'r',
          conditions: { all: [{ fact: 'now', operator: 'greaterThan', value: 0 }] },
          event: { type: 'score', params: { add: 1 } },
        },
      ],
    },
  };
  await process.apply(ben, project);
  await process.apply(ben, scoring, project);
  t.is(digestIn(process), digest);
  await says(stage, 'RuleSetMissing');
});

test('rule sets: of two with one name in two sources the first stays, the other is told of, and nothing else is held up', async (t) => {
  const stage = await scene(t);
  await using process = await stage.begin();
  await process.apply(ben, rules, project);
  const digest = digestIn(process);
  const report = await process.applyFrom('files:y', changed, anAgent('cleo').resource);
  t.deepEqual(
    report.problems.map(({ code, message }) => [code, message]),
    [['SPEC_OWNED', 'RuleSet/own-phases metadata.name: expected a name that is free, found one that files:x owns']],
  );
  t.deepEqual(
    report.applied.map(({ kind, name, change }) => [kind, name, change]),
    [['Agent', 'cleo', 'created']],
  );
  t.is(digestIn(process), digest);
});

test('rule sets: where one never loaded, the project says why, and goes on once it is mended', async (t) => {
  const stage = await scene(t);
  await using process = await stage.begin();
  // As a folder of an older version may have it, which took what is refused now.
  await process.apply(ben, broken, project);
  const [stalled] = await says(stage, 'Stalled');
  t.regex(stalled?.message ?? '', /"own-phases" for the stage phase, found one that does not load: rule monitored, /);
  await process.apply(ben, rules, project);
  await says(stage);
  t.truthy(digestIn(process));
});
