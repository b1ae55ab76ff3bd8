import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'yaml';
import type { SkillResource } from '../../controller/catalog/kinds/kinds.ts';
import { SkillSpec } from '../../controller/catalog/kinds/skill.ts';
import { builtinSkill, builtinSkillNames } from '../../controller/sandbox/builtin-skills.ts';
import { bubblewrapDriver } from '../../controller/sandbox/bubblewrap.ts';
import { whyNot } from '../../controller/sandbox/choose-driver.ts';
import { plainProcessDriver } from '../../controller/sandbox/plain-process.ts';
import type { Observation } from '../../controller/sandbox/skill-handler.ts';
import { createGitWorkspaces } from '../../controller/workspace/git-workspaces.ts';

/** Text; a text so many times; or bytes. */
type Content = string | { readonly repeat: number; readonly text: string } | { readonly base64: string };

interface Case {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly files?: Readonly<Record<string, Content>>;
  readonly links?: Readonly<Record<string, string>>;
  readonly memory?: readonly { readonly kind: string; readonly similarity: number; readonly text: string }[];
  readonly verify?: string;
  readonly timeoutMs?: number;
  readonly expect: {
    readonly ok: boolean;
    readonly text?: string;
    readonly contains?: string;
    readonly matches?: string;
    readonly files?: Readonly<Record<string, string>>;
  };
}

const skills = join(import.meta.dirname, '../../skills');
const folders = readdirSync(skills, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const root = await mkdtemp(join(tmpdir(), 'maios-skills-'));
const workspaces = createGitWorkspaces(root);
let labels = 0;

const works = (await whyNot(bubblewrapDriver)) === undefined;
const driver = works ? bubblewrapDriver : plainProcessDriver;

test.after.always(() => rm(root, { recursive: true, force: true }));

test('skills: every folder is a built-in, and every built-in a folder', (t) => {
  t.deepEqual(folders.toSorted(), builtinSkillNames.toSorted());
});

for (const folder of folders) {
  const resource = parse(readFileSync(join(skills, folder, 'skill.yaml'), 'utf8')) as SkillResource;

  test(`${folder}: its resource names its own folder`, (t) => {
    const valid = new Ajv({ strict: false }).compile(SkillSpec);
    t.true(valid(resource.spec), JSON.stringify(valid.errors));
    t.is(resource.metadata.name, folder.replaceAll('_', '-'));
    t.deepEqual(resource.spec.handler, { type: 'builtin', name: folder });
    t.true(existsSync(join(skills, folder, 'run.ts')));
  });

  for (const example of parse(readFileSync(join(skills, folder, 'cases.yaml'), 'utf8')) as Case[]) {
    // One after another: each has a sandbox of its own.
    test.serial(`${folder}: ${example.name}`, (t) => check(t, folder, resource, example));
  }
}

async function check(t: ExecutionContext, folder: string, resource: SkillResource, example: Case): Promise<void> {
  const valid = new Ajv({ strict: false }).compile(resource.spec.parameters);
  t.true(valid(example.arguments), JSON.stringify(valid.errors));
  const workspace = await workspaces.open('project');
  labels += 1;
  const worktree = await workspace.checkout(`run.${labels}`, { base: await workspace.head() });
  await arrange(worktree.path, example);
  await using sandbox = await driver.start({ worktree: worktree.path, label: 'run.1', network: false });
  const seen = await builtinSkill(folder)?.(example.arguments, {
    sandbox,
    timeoutMs: example.timeoutMs ?? 30_000,
    signal: new AbortController().signal,
    git: worktree.git,
    searchMemory: async (_query, limit) => (example.memory ?? []).slice(0, limit),
    verify: example.verify,
  });
  observe(t, seen, example.expect);
  for (const [path, content] of Object.entries(example.expect.files ?? {})) {
    t.is(await readFile(join(worktree.path, path), 'utf8'), content);
  }
}

function observe(
  t: ExecutionContext,
  seen: Observation | undefined,
  { ok, text, contains, matches }: Case['expect'],
): void {
  t.is(seen?.ok, ok, seen?.text);
  if (text !== undefined) t.is(seen?.text, text);
  if (contains !== undefined) t.true(seen?.text.includes(contains), seen?.text);
  if (matches !== undefined) t.regex(seen?.text ?? '', new RegExp(matches));
}

async function arrange(worktree: string, { files = {}, links = {} }: Case): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(worktree, path)), { recursive: true });
    await writeFile(join(worktree, path), bytesOf(content));
  }
  for (const [path, target] of Object.entries(links)) await symlink(target, join(worktree, path));
}

function bytesOf(content: Content): string | Buffer {
  if (typeof content === 'string') return content;
  return 'base64' in content ? Buffer.from(content.base64, 'base64') : content.text.repeat(content.repeat);
}
