import type { ExecutionContext } from 'ava';
import { createCatalog, type Declared } from '../../controller/catalog/catalog.ts';
import { apiVersion } from '../../controller/catalog/kinds/envelope.ts';
import { createVirtualClock, type VirtualClock } from '../../controller/clock/clock.ts';
import { createCatalogKeeper } from '../../controller/orchestrator/in-force/catalog-keeper.ts';
import { leadAlone } from '../../controller/store/leadership/lead-alone.ts';
import type { Leadership } from '../../controller/store/leadership.ts';
import type { Scope } from '../../controller/store/scope.ts';
import type { Store } from '../../controller/store/store.ts';
import { type Upkeep, startUpkeep } from '../../controller/upkeep/start-upkeep.ts';
import { createGitWorkspaces } from '../../controller/workspace/git-workspaces.ts';
import type { Workspaces } from '../../controller/workspace/workspace.ts';
import { eventually } from '../support/eventually.ts';
import { localScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';
import { makeWorkspaces } from './open-house.ts';

export const dayMs = 86_400_000;
export const start = Date.parse('2026-11-01T00:00:00Z');

export interface TestHouse {
  readonly store: Store;
  readonly scope: Scope;
  readonly clock: VirtualClock;
  readonly root: string;
  readonly workspaces: Workspaces;
  readonly leadership: Leadership;
  readonly upkeep: Upkeep;
  readonly told: readonly string[];
  readonly errors: readonly unknown[];
  /** Lets so much time go by, and waits for the passes that are due then; so many failures were told of by then. */
  letGoBy(ms: number, failures?: number): Promise<void>;
}

/** A house that is kept, on a clock that stands still; projects are kept for so many days. */
export async function openHouse(t: ExecutionContext, retentionDays?: number): Promise<TestHouse> {
  const clock = createVirtualClock(start);
  const store = await openTestStore(t, clock);
  const scope = await localScope(store);
  const root = await makeWorkspaces(t);
  const leadership = await leadAlone(store, 'test');
  const told: string[] = [];
  const errors: unknown[] = [];
  const upkeep = startUpkeep({
    store,
    scope,
    leadership,
    keeper: createCatalogKeeper(createCatalog(retentionDays === undefined ? [] : [organization(retentionDays)])),
    workspaces: root,
    onError: (about, error) => errors.push([about, error]),
    tell: (line) => told.push(line),
  });
  t.teardown(() => upkeep[Symbol.asyncDispose]());
  const letGoBy = async (ms: number, failures = 0): Promise<void> => {
    clock.advance(ms);
    const at = new Date(clock.now()).toISOString();
    await eventually(() => {
      clock.advance(10_000);
      if (upkeep.state().length < 3 || upkeep.state().some((state) => state.at < at)) throw new Error('not yet');
    });
    t.is(errors.length, failures, String(errors));
  };
  const workspaces = createGitWorkspaces(root);
  return { store, scope, clock, root, workspaces, leadership, upkeep, told, errors, letGoBy };
}

function organization(days: number): Declared {
  return {
    resource: { apiVersion, kind: 'Organization', metadata: { name: 'local' }, spec: { retention: { days } } },
    source: 'files:specs',
    revision: '1',
    digest: 'o',
  };
}
