import type { Context } from 'koa';

/** Whether the request came over a unix socket: only TCP connections have a remote address. */
export function isLocal(ctx: Pick<Context, 'req'>): boolean {
  return ctx.req.socket.remoteAddress === undefined;
}
