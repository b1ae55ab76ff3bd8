import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { makeFolder, type Maios, useMaios } from '../support/maios.ts';
import { respondAsOrganization } from '../support/openai-organization.ts';
import { type ChatRequest, type OpenAiServer, type Reply, startOpenAiServer } from '../support/openai-server.ts';

const key = 'test-key-5d1f0c2ab9e4';
// Without bubblewrap a real model is refused; what is tried here is another thing.
const env = { ZAI_API_KEY: key, MAIOS_ALLOW_UNSAFE_SANDBOX: '1' };

test.serial('endpoint: a request in words is planned and carried out by a model behind it', async (t) => {
  t.timeout(120_000);
  const server = await startOpenAiServer({ respond: respondAsOrganization });
  t.teardown(() => server.close());
  const maios = await useMaios(t, { env: { ...env, MODEL_BASE_URL: server.url, DEFAULT_MODEL: 'house-model' } });
  const { code, stdout, stderr } = await maios.run('run', 'task', 'A slug library with a command', '--name', 'slugs');

  t.is(code, 0, stdout + stderr);
  t.notRegex(stdout + stderr, /rehearsal/);
  t.regex(stdout, /project +planned +3 tasks: slugify, cli, review-cli/);
  t.regex(stdout, /cli +merged/);
  t.true(server.requests.every(({ headers }) => headers.authorization === `Bearer ${key}`));
  t.true(server.requests.every(({ body }) => body.model === 'house-model' && body.stream === true));
  t.true(server.requests.some(({ body }) => toolsOf(body).includes('submit_plan')));
  t.true(server.requests.some(({ body }) => body.messages.some(({ role }) => role === 'tool')));

  const folder = join(await makeFolder(t), 'result');
  t.is((await maios.run('project', 'result', 'slugs', '--to', folder)).code, 0);
  t.regex(await readFile(join(folder, 'bin/slugify.js'), 'utf8'), /slugify/);
  await neverShows(t, maios, stdout + stderr);
});

interface Trouble {
  /** What the endpoint does at its first requests; what follows is honest. */
  readonly faults: readonly Reply[];
  /** A line of the project's progress. */
  readonly tells: RegExp;
}

const forEver = Array.from({ length: 20 });

const passing: Readonly<Record<string, Trouble>> = {
  'rate-limited': {
    faults: [{ kind: 'error', status: 429, message: 'slow down', headers: { 'retry-after': '1' } }],
    tells: /work +merged/,
  },
  'cut-once': { faults: [{ kind: 'cut', text: 'I will now' }], tells: /work +merged/ },
  'silent-once': { faults: [{ kind: 'silent' }], tells: /work +merged/ },
  'down-for-a-run': {
    faults: [
      { kind: 'error', status: 500 },
      { kind: 'error', status: 503 },
    ],
    tells: /work +decided +model-unavailable: retry \(model-away\)/,
  },
  'bad-arguments': {
    faults: [{ kind: 'answer', calls: [{ name: 'write_file', arguments: '{"path": "done.t' }] }],
    tells: /work +merged/,
  },
  'unknown-tool': {
    faults: [{ kind: 'answer', calls: [{ name: 'launch_rocket', arguments: {} }] }],
    tells: /work +step +2 observation launch_rocket/,
  },
};

test.serial('endpoint: trouble that passes is overcome', async (t) => {
  t.timeout(120_000);
  const { maios, server, folder } = await stage(t, passing);
  const { code, stdout, stderr } = await maios.run('run', '-f', folder);
  t.is(code, 0, stdout + stderr);
  for (const [name, { tells }] of Object.entries(passing)) t.regex(linesOf(stdout, name), tells, name);

  const [first, second] = asked(server, 'rate-limited');
  t.true((second?.at ?? 0) - (first?.at ?? 0) >= 950, 'Retry-After is heeded');
  t.regex(lastWord(server, 'bad-arguments'), /expected the arguments to be one JSON object, found: \{"path": "done\.t/);
  t.regex(lastWord(server, 'unknown-tool'), /there is no tool "launch_rocket"; the tools are: .*write_file/);
  // An agent wrote down everything that its sandbox showed it of the environment.
  await neverShows(t, maios, stdout + stderr);
});

const lasting: Readonly<Record<string, Trouble>> = {
  broken: {
    faults: forEver.map(() => ({ kind: 'error', status: 500, message: 'the server fell over' })),
    tells: /work +failed +by dan: model-unavailable: MODEL_UNAVAILABLE: .*500 the server fell over/,
  },
  page: {
    faults: forEver.map(() => ({ kind: 'html' })),
    tells:
      /work +failed +by dan: model-unavailable: MODEL_PROTOCOL: .*expected a stream of events, found content type text\/html/,
  },
  refused: {
    faults: forEver.map(() => ({ kind: 'error', status: 401, message: `Incorrect API key provided: ${key}` })),
    tells: /work +failed +by dan: model-refused: MODEL_REFUSED: .*401 Incorrect API key provided: \[secret\]/,
  },
  gone: { faults: [], tells: /work +failed +by dan: model-unavailable: MODEL_UNAVAILABLE: .*ECONNREFUSED/ },
};

test.serial('endpoint: trouble that lasts is for a person, and stops nobody else', async (t) => {
  t.timeout(120_000);
  const { maios, server, folder } = await stage(t, { ...lasting, fine: { faults: [], tells: /./ } });
  const { code, stdout, stderr } = await maios.run('run', '-f', folder);
  t.is(code, 7, stdout + stderr);
  t.regex(linesOf(stdout, 'fine'), /work +merged/);
  for (const [name, { tells }] of Object.entries(lasting)) {
    t.regex(linesOf(stdout, name), tells, name);
    t.regex(stdout, new RegExp(String.raw`^\? ${name}/work needs you: `, 'm'));
    t.regex(stdout, new RegExp(`^ +answer +maios project input ${name} "retry"`, 'm'));
  }
  t.regex(stdout, /refused\/work needs you: .*[Mm]end the key or the Model and answer retry/);
  t.is(asked(server, 'refused').length, 1, 'what is refused is not repeated');
  t.is(asked(server, 'broken').length, 8, 'four runs of two requests');
  await neverShows(t, maios, stdout + stderr);
});

interface Stage {
  readonly maios: Maios;
  readonly server: Timed;
  readonly folder: string;
}

interface Timed extends OpenAiServer {
  /** When each request came, milliseconds since 1970. */
  readonly times: readonly number[];
}

/** A project for each trouble, all at one endpoint, which tells them apart by the model that is asked for. */
async function stage(t: ExecutionContext, troubles: Readonly<Record<string, Trouble>>): Promise<Stage> {
  const seen = new Map<string, number>();
  const times: number[] = [];
  const server = await startOpenAiServer({
    respond({ body }) {
      times.push(Date.now());
      const n = seen.get(body.model) ?? 0;
      seen.set(body.model, n + 1);
      return troubles[body.model]?.faults[n] ?? honest(body);
    },
  });
  t.teardown(() => server.close());
  const folder = await makeFolder(t);
  const nowhere = await freeAddress();
  for (const name of Object.keys(troubles)) {
    await writeFile(join(folder, `${name}.yaml`), specOf(name, name === 'gone' ? nowhere : server.url));
  }
  await writeFile(join(folder, 'agents.yaml'), agents);
  const maios = await useMaios(t, { env });
  return { maios, server: { ...server, times }, folder };
}

/** An endpoint where nothing listens any more. */
async function freeAddress(): Promise<string> {
  const server = await startOpenAiServer({ respond: () => ({ kind: 'html' }) });
  await server.close();
  return server.url;
}

function honest(body: ChatRequest): Reply {
  const wrote = body.messages.some(({ role, content }) => role === 'tool' && /done\.txt/.test(content ?? ''));
  if (toolsOf(body).length === 0 || wrote) return { kind: 'answer', text: 'It is done.' };
  return {
    kind: 'answer',
    calls: [
      { name: 'execute_code', arguments: { language: 'shell', code: 'env > environment.txt' } },
      { name: 'write_file', arguments: { path: 'done.txt', content: 'done\n' } },
    ],
  };
}

function toolsOf(body: ChatRequest): readonly string[] {
  return (body.tools ?? []).map((tool) => tool.function.name);
}

function asked(
  { requests, times }: Timed,
  model: string,
): readonly { readonly body: ChatRequest; readonly at: number }[] {
  return requests
    .map(({ body }, index) => ({ body, at: times[index] ?? 0 }))
    .filter(({ body }) => body.model === model);
}

/** What the model was told about its first call. */
function lastWord(server: Timed, model: string): string {
  return asked(server, model)[1]?.body.messages.at(-1)?.content ?? '';
}

function linesOf(stdout: string, project: string): string {
  const lines = stdout.split('\n').filter((line) => line.startsWith(`${project}  +`));
  return lines.join('\n');
}

/** The key is in nothing that was printed, and in no file of the data folder: database, logs, workspaces. */
async function neverShows(t: ExecutionContext, { home }: Maios, printed: string): Promise<void> {
  t.false(printed.includes(key), 'printed');
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const showing: string[] = [];
  for (const file of files) if ((await readFile(file)).includes(key)) showing.push(file);
  t.deepEqual(showing, []);
}

const agents = `
apiVersion: maios.dev/v1alpha1
kind: Agent
metadata: { name: dan }
spec:
  role: developer
  capacity: 16
  skills: [write_file, execute_code]
  instructions: You write files.
---
apiVersion: maios.dev/v1alpha1
kind: SkillPermission
metadata: { name: dan-writes }
spec:
  subjects: { agents: [dan] }
  skills: [write_file, execute_code]
  effect: allow
`;

const specOf = (name: string, baseUrl: string): string => `
apiVersion: maios.dev/v1alpha1
kind: Project
metadata: { name: ${name} }
spec:
  request: A file.
  agents: { names: [dan] }
  model: ${name}
  tasks:
    - { name: work, title: Write a file, verify: grep -q done done.txt }
---
apiVersion: maios.dev/v1alpha1
kind: Model
metadata: { name: ${name} }
spec:
  provider: openai
  endpoint: { model: ${name}, baseUrl: ${baseUrl}, key: env:ZAI_API_KEY }
  limits: { retries: 1, timeoutSeconds: 3 }
`;
