import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ExecutionContext } from 'ava';
import type { ApiDependencies } from '../../controller/api/api-dependencies.ts';
import { createApi } from '../../controller/api/create-api.ts';
import { listenOnSocket } from '../../controller/api/listen-on-socket.ts';
import { createCatalog, type Declared } from '../../controller/catalog/catalog.ts';
import { apiVersion } from '../../controller/catalog/kinds/envelope.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import { createEventFeed } from '../../controller/api/event-feed.ts';
import { createInProcessBus } from '../../controller/events/in-process-bus.ts';
import { createInProcessEphemeral } from '../../controller/memory/in-process-ephemeral.ts';
import { createCatalogKeeper } from '../../controller/orchestrator/in-force/catalog-keeper.ts';
import type { Control } from '../../controller/orchestrator/control/control.ts';
import type { Scope } from '../../controller/store/scope.ts';
import type { Store } from '../../controller/store/store.ts';
import { localScope } from '../support/rows.ts';
import { backupStream } from '../../controller/upkeep/backup/save-backup.ts';
import { openTestStore } from '../support/store.ts';

/** What a control was asked for, one entry a call. */
export type Asked = readonly [what: string, ...rest: readonly unknown[]];

export interface TestApi {
  readonly store: Store;
  readonly scope: Scope;
  readonly socketPath: string;
  readonly asked: readonly Asked[];
  readonly deps: ApiDependencies;
  send(call: Partial<TestCall>): Promise<TestAnswer>;
}

export interface TestCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly json: unknown;
}

export interface TestAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The API on a socket of its own, over a real store and a control that only notes what it is asked. */
export async function serveTestApi(t: ExecutionContext, changes: Partial<ApiDependencies> = {}): Promise<TestApi> {
  const store = changes.store ?? (await openTestStore(t));
  const scope = changes.scope ?? (await localScope(store));
  const asked: Asked[] = [];
  const deps: ApiDependencies = {
    store,
    scope,
    control: noteControl(asked),
    catalog: () => createCatalog([ben]),
    bundlesFor: createCatalogKeeper(createCatalog([ben])).bundlesFor,
    feed: createEventFeed(store, createInProcessBus()),
    recall: {
      search: async (_scope, query) => [{ text: `about ${query}`, similarity: 0.9, kind: 'lesson' }],
      lessons: async () => [],
    },
    ephemeral: createInProcessEphemeral(),
    clock: store.clock,
    workforce: async () => undefined,
    selfCheck: () => undefined,
    token: undefined,
    readiness: async () => ({ ready: true, kind: 'owner', version: '0.0.0', checks: [] }),
    house: async () => ({ room: true, upkeep: [] }),
    backup: () => backupStream({ store, workspaces: '/nowhere', version: '0.0.0' }),
    version: '0.0.0',
    works: true,
    onFault: () => {},
    ...changes,
  };
  const folder = await mkdtemp(join(tmpdir(), 'maios-api-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const listening = await listenOnSocket(createApi(deps).callback(), join(folder, 'owner.sock'));
  t.teardown(() => listening.close());
  const socketPath = listening.address;
  return { store, scope, socketPath, asked, deps, send: (call) => send({ socketPath }, call) };
}

/** One request, its answer read whole. */
export async function send(
  to: { readonly socketPath: string } | { readonly port: number },
  { method = 'GET', path = '/', headers = {}, body, json }: Partial<TestCall>,
): Promise<TestAnswer> {
  const text = json === undefined ? body : JSON.stringify(json);
  const given = {
    Host: 'localhost',
    ...(text === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const outgoing = request({ ...to, method, path, headers: given, agent: false }, (response) => {
      response.setEncoding('utf8');
      let answer = '';
      response.on('data', (chunk: string) => (answer += chunk));
      response.on('end', () => {
        const type = response.headers['content-type'] ?? '';
        const parsed = answer === '' ? {} : (JSON.parse(answer) as Record<string, unknown>);
        resolve({ status: response.statusCode ?? 0, type, body: parsed });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}

const ben: Declared = {
  resource: {
    apiVersion,
    kind: 'Agent',
    metadata: { name: 'ben' },
    spec: { role: 'developer', instructions: 'Write code.', skills: ['read_file'], capacity: 2 },
  },
  source: 'files:specs',
  revision: '1',
  digest: 'a',
};

function noteControl(asked: Asked[]): Control {
  return {
    async addSource(_scope, source) {
      asked.push(['addSource', source]);
      const problems = [
        new MaiosError('SPEC_SYNTAX', 'expected a mapping', { place: { file: 'a.yaml', line: 3, column: 1 } }),
      ];
      return { revision: 'r1', applied: [], problems, projects: [] };
    },
    async applyDocuments(_scope, sent) {
      asked.push(['applyDocuments', sent]);
      return { revision: 'r1', applied: [], problems: [], projects: [] };
    },
    async startProject(_scope, body) {
      asked.push(['startProject', body]);
      return { id: '0190a5c0-0000-7000-8000-000000000001', name: body.name ?? 'made-up' };
    },
    async giveInput(_scope, project, text) {
      asked.push(['giveInput', project, text]);
      return { answered: true, text };
    },
    async cancel(_scope, project) {
      asked.push(['cancel', project]);
      if (project === 'gone') throw new MaiosError('NOT_FOUND', 'there is no project "gone"');
      if (project === 'broken') throw new Error('password=hunter2');
    },
    async setSuspended(_scope, project, suspended) {
      asked.push(['setSuspended', project, suspended]);
    },
    async setPaused(_scope, paused) {
      asked.push(['setPaused', paused]);
      return { paused, changed: true, projects: 3, runs: 2 };
    },
    async createAgent(_scope, name, spec) {
      asked.push(['createAgent', name, spec]);
      return 'created';
    },
    async bundleResult(_scope, project) {
      asked.push(['bundleResult', project]);
      return { commit: 'c0ffee', bundle: Readable.from(['a bundle']) };
    },
    async exportResult(_scope, project, folder) {
      asked.push(['exportResult', project, folder]);
      return { commit: 'c0ffee', folder };
    },
  };
}
