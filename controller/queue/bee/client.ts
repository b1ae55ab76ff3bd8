import type BeeQueue from 'bee-queue';
import lua from 'bee-queue/lib/lua/index.js';

type Reply = (error: Error | null, reply: unknown) => void;

/** What is used of the client inside of a bee-queue, which its types do not know. */
export interface Client {
  readonly ready: boolean;
  readonly stream?: { destroy(): void };
  on(event: 'ready', listener: () => void): void;
  on(event: 'error', listener: (error: unknown) => void): void;
  emit(event: 'error', error: Error): void;
  eval(script: string, keyCount: number, ...rest: readonly [...string[], Reply]): void;
  end(flush: boolean): void;
}

interface Insides {
  client: Client | null;
  bclient: Client | null;
  makeClient: (name: 'client' | 'bclient') => Promise<Client>;
  toKey(name: string): string;
  _getNextJob: () => Promise<TakenJob | null>;
  _doStalledJobCheck: () => Promise<number>;
}

/** A job that is not sent yet, with what it will be in Redis. */
export type BeeJob = BeeQueue.Job<unknown> & { toData(): string };

/** A job that was taken from the queue, to be worked on. */
export type TakenJob = BeeQueue.Job<unknown>;

/** The edge to bee-queue's insides, in one place. */
function insidesOf(queue: BeeQueue): Insides {
  return queue as unknown as Insides;
}

/** Whether commands reach Redis now; until it is again, they would wait in the process. */
export function isConnected(queue: BeeQueue): boolean {
  return insidesOf(queue).client?.ready ?? false;
}

/** Carries out a script on keys of the queue. Always with its text: what Redis has cached may be gone. */
export async function evalScript(
  queue: BeeQueue,
  script: string,
  keys: readonly string[],
  args: readonly string[],
): Promise<unknown> {
  const { client, toKey } = insidesOf(queue);
  if (client === null) throw new Error('expected a connection, found none');
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const reply: Reply = (error, value) => (error === null ? resolve(value) : reject(error));
  client.eval(script, keys.length, ...keys.map((key) => toKey.call(queue, key)), ...args, reply);
  return promise;
}

/** Has stalled jobs looked for in this way, also where bee-queue does so by itself: before it takes its first job. */
export function checkStalledBy(queue: BeeQueue, takeBack: () => Promise<void>): void {
  insidesOf(queue)._doStalledJobCheck = async () => {
    await queue.ready();
    await takeBack();
    return 0;
  };
}

/** Has each job taken in this way; `next` waits for one, gives null for one that went meanwhile, and rejects once closed. */
export function takeJobsBy(
  queue: BeeQueue,
  take: (next: () => Promise<TakenJob | null>) => Promise<TakenJob | null>,
): void {
  const insides = insidesOf(queue);
  const next = insides._getNextJob.bind(insides);
  insides._getNextJob = async () => take(next);
}

/** Loads bee-queue's scripts into Redis again. */
export async function loadScripts(queue: BeeQueue): Promise<void> {
  await lua.buildCache(insidesOf(queue).client);
}

/** Calls when the connection for commands is there again, which may be to a Redis that knows no scripts. */
export function onReconnect(queue: BeeQueue, listener: () => void): void {
  insidesOf(queue).client?.on('ready', listener);
}

/** Has the queue's clients made in this way; each resolves when it is ready. */
export function makeClientsBy(queue: BeeQueue, make: () => Promise<Client>): void {
  const insides = insidesOf(queue);
  insides.makeClient = async (name) => {
    const client = await make();
    insides[name] = client;
    return client;
  };
}

/** A job with an id of its own, on its way into the queue. */
export function beeJob(queue: BeeQueue, id: string, data: unknown): BeeJob {
  return queue.createJob(data).setId(id) as BeeJob;
}

/** Whether Redis does not know a script any more: it was restarted, or told to forget. */
export function isNoScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}
