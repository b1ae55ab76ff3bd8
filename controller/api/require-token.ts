import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import { MaiosError } from '../errors/maios-error.ts';
import { isLocal } from './is-local.ts';

/** How a process is may be asked by whoever watches over it. */
const open: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/**
 * Lets nobody in who does not show the token (RFC 6750). The owner's socket is guarded by the file system, and needs none.
 * Fails with UNAUTHENTICATED.
 */
export function requireToken(token: string): Middleware {
  const wanted = digest(token);
  return async (ctx, next) => {
    if (!isLocal(ctx) && !open.has(ctx.path) && !shows(ctx, wanted)) {
      ctx.set('WWW-Authenticate', 'Bearer realm="maios"');
      throw new MaiosError('UNAUTHENTICATED', 'expected "Authorization: Bearer TOKEN" with the token of this server');
    }
    await next();
  };
}

// Digests have one length, so that the time which comparing takes says nothing of the token.
function shows(ctx: Context, wanted: Buffer): boolean {
  const [, shown] = /^Bearer +(\S+)$/i.exec(ctx.get('Authorization')) ?? [];
  return shown !== undefined && timingSafeEqual(digest(shown), wanted);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
