import { PassThrough } from 'node:stream';
import type { Context } from 'koa';
import type { ApiDependencies } from './api-dependencies.ts';

// Proxies and clients drop a connection that is silent for a minute or so.
const heartbeatMs = 15_000;

/** Answers with the project's events after `since` as server-sent events; `id` is what a client resumes with. */
export function streamEvents(ctx: Context, deps: ApiDependencies, projectId: string, since: number): void {
  const body = new PassThrough();
  const ended = new AbortController();
  body.once('close', () => ended.abort());
  ctx.req.once('close', () => body.destroy());
  ctx.type = 'text/event-stream';
  ctx.set('Cache-Control', 'no-store');
  ctx.set('X-Accel-Buffering', 'no');
  ctx.body = body;
  beat(body, deps, ended.signal);
  void pump(body, deps, { projectId, since }, ended.signal);
}

async function pump(
  body: PassThrough,
  deps: ApiDependencies,
  { projectId, since }: { readonly projectId: string; readonly since: number },
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const event of deps.feed.subscribe(deps.scope, projectId, since, signal)) {
      const free = body.write(`id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      if (!free) await drained(body, signal);
      if (signal.aborted) return;
    }
  } catch (error) {
    // The head is sent: all that is left is to end, and let the client resume from its last id.
    if (!signal.aborted) deps.onFault(error instanceof Error ? error : new Error(String(error)));
  } finally {
    body.end();
  }
}

function drained(body: PassThrough, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    body.once('drain', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function beat(body: PassThrough, { clock }: ApiDependencies, signal: AbortSignal): void {
  body.write(': ok\n\n');
  let cancel = (): void => {};
  const again = (): void => {
    body.write(': still here\n\n');
    cancel = clock.callAt(clock.now() + heartbeatMs, again);
  };
  cancel = clock.callAt(clock.now() + heartbeatMs, again);
  signal.addEventListener('abort', () => cancel(), { once: true });
}
