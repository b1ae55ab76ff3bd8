import { setTimeout as wait } from 'node:timers/promises';
import { askServer } from './ask-server.ts';
import type { Cluster } from './cluster.ts';
import type { ProjectKind } from './relay-specs.ts';

/** How a project came out. */
export interface Conducted {
  readonly name: string;
  readonly id: string;
  /** The phase that it is in when it ended, or when the time was over. */
  readonly phase: string;
  readonly ended: boolean;
  /** Questions for a person that the fault does not explain: their failure classes. */
  readonly unexpected: readonly string[];
  /** Questions about an effect that may or may not have happened. */
  readonly unknownEffects: number;
}

// What a person says to the questions that may come; to any other one `retry`, which is counted.
const answers: Readonly<Record<string, (cluster: Cluster, id: string) => Promise<string>>> = {
  'permission-ask': () => Promise.resolve('approve'),
  // A person goes and looks.
  'effect-unknown': async ({ outside }, id) =>
    (await outside.runsThat('once', id)).length > 0 ? 'happened' : 'not-happened',
};

/** Applies a folder of specs, as a client would: until a server has taken it. */
export async function apply(cluster: Cluster, path: string, timeoutMs = 180_000): Promise<void> {
  const until = Date.now() + timeoutMs;
  for (let turn = 0; ; turn += 1) {
    const servers = cluster.servers();
    const server = servers[turn % servers.length];
    if (server === undefined) throw new Error('expected a server, found none');
    const failure = await applyOn(server.home, path);
    if (failure === undefined) return;
    if (Date.now() > until) throw new Error(`expected ${path} to be applied, found ${failure}`);
    await wait(100);
  }
}

async function applyOn(home: string, path: string): Promise<string | undefined> {
  try {
    const { status, body } = await askServer(home, 'POST', '/api/sources', { kind: 'files', path });
    const problems = typeof body === 'object' && body !== null && 'problems' in body ? body.problems : [];
    if (status === 200 && Array.isArray(problems) && problems.length === 0) return undefined;
    return `${status} ${JSON.stringify(body)}`;
  } catch (error) {
    return String(error);
  }
}

interface Ways {
  readonly kind?: ProjectKind;
  /** What a person says to questions that this project is expected to ask, by their failure class. */
  readonly more?: Readonly<Record<string, string>>;
}

/** Declares a project and sees it to its end, answering what a person is asked. Never throws for what became of it. */
export async function conduct(
  cluster: Cluster,
  name: string,
  timeoutMs: number,
  { kind, more = {} }: Ways = {},
): Promise<Conducted> {
  await apply(cluster, await cluster.declare(name, kind));
  const until = Date.now() + timeoutMs;
  const asked = new Map<string, string>();
  for (let turn = 0; ; turn += 1) {
    const seen = await look(cluster, name);
    if (seen !== undefined && (seen.ended || Date.now() > until)) return conducted(name, seen, asked);
    if (seen?.question !== undefined) {
      asked.set(seen.question.id, seen.question.failure);
      await answer(cluster, turn, seen.id, await answerTo(cluster, seen.id, seen.question.failure, more));
    }
    await wait(50);
  }
}

async function answerTo(
  cluster: Cluster,
  id: string,
  failure: string,
  more: Readonly<Record<string, string>>,
): Promise<string> {
  return more[failure] ?? (await answers[failure]?.(cluster, id)) ?? 'retry';
}

function conducted(name: string, seen: Seen, asked: ReadonlyMap<string, string>): Conducted {
  const classes = [...asked.values()];
  return {
    name,
    id: seen.id,
    phase: seen.phase,
    ended: seen.ended,
    unexpected: classes.filter((failure) => answers[failure] === undefined),
    unknownEffects: classes.filter((failure) => failure === 'effect-unknown').length,
  };
}

interface Seen {
  readonly id: string;
  readonly phase: string;
  readonly ended: boolean;
  readonly question: { readonly id: string; readonly failure: string } | undefined;
}

// The database may be away for a moment, which is one of the faults.
async function look({ store }: Cluster, name: string): Promise<Seen | undefined> {
  try {
    return await store.transaction(async (tx) => {
      const [project] = await tx.query<{ id: string; phase: string; ended: boolean }[]>(
        'SELECT id, phase, ended_at IS NOT NULL AS ended FROM projects WHERE name = $1 ORDER BY created_at DESC LIMIT 1',
        [name],
      );
      if (project === undefined) return undefined;
      const [question] = await tx.query<{ id: string; failure: string }[]>(
        `SELECT id, coalesce(failure ->> 'class', '') AS failure FROM escalations
         WHERE project_id = $1 AND state = 'open' AND action = 'person' ORDER BY created_at LIMIT 1`,
        [project.id],
      );
      return { ...project, question };
    });
  } catch {
    return undefined;
  }
}

async function answer(cluster: Cluster, turn: number, id: string, text: string): Promise<void> {
  const servers = cluster.servers();
  const server = servers[turn % servers.length];
  if (server === undefined) return;
  await askServer(server.home, 'POST', `/api/projects/${id}/input`, { text }).catch(() => undefined);
}
