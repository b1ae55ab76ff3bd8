import type { Context, Middleware } from 'koa';
import { MaiosError } from '../errors/maios-error.ts';

const json = /^application\/json\s*(;|$)/i;
const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * A web page of another origin must not drive this API through the browser of its user. Three things a page cannot forge:
 * Host names this machine (else a name was rebound to it), Origin is this very host, and Sec-Fetch-Site is not cross-site.
 * And what changes something says that it is JSON, which a browser lets a page send only after asking this API first; so
 * it does for each method but GET, HEAD and POST.
 * Where a token is required, a server goes by any name: a page that a name was rebound for does not know the token.
 */
export function refuseForeignPages({ anyHost }: { readonly anyHost: boolean }): Middleware {
  return async (ctx, next) => {
    const reason = reasonAgainst(ctx, anyHost);
    if (reason !== undefined) {
      throw new MaiosError('PERMISSION_DENIED', reason, {
        fix: 'Use the maios command, or this very address, directly.',
      });
    }
    const type = ctx.get('Content-Type');
    if (ctx.method === 'POST' && !json.test(type)) {
      throw new MaiosError('MEDIA_TYPE', `expected Content-Type: application/json, found "${type}"`);
    }
    await next();
  };
}

function reasonAgainst(ctx: Context, anyHost: boolean): string | undefined {
  const host = ctx.get('Host');
  if (!anyHost && !loopback.test(host)) return `expected a Host of this machine, found "${host}"`;
  const origin = ctx.get('Origin');
  if (!isOwn(origin, host, anyHost)) return `expected the Origin http://${host}, found "${origin}"`;
  const site = ctx.get('Sec-Fetch-Site');
  const foreign = site !== '' && site !== 'same-origin' && site !== 'none';
  return foreign ? `expected a request from this origin, found Sec-Fetch-Site "${site}"` : undefined;
}

// In front of a server that goes by any name there may be one that speaks TLS.
function isOwn(origin: string, host: string, anyHost: boolean): boolean {
  return origin === '' || origin === `http://${host}` || (anyHost && origin === `https://${host}`);
}
