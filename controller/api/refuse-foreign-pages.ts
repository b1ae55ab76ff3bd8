import { type Context, type Middleware } from 'koa';
import { MaiosError } from '../errors/maios-error.ts';

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * A web page of another origin must not drive this API through the browser of its user. Three things a page cannot forge:
 * Host names this machine (else a name was rebound to it), Origin is this very host, and Sec-Fetch-Site is not cross-site.
 * And what changes something says that it is JSON, which a browser lets a page send only after asking this API first.
 */
export const refuseForeignPages: Middleware = async (ctx, next) => {
  const reason = reasonAgainst(ctx);
  if (reason !== undefined) {
    throw new MaiosError('PERMISSION_DENIED', reason, {
      fix: 'Use the maios command, or this very address, directly.',
    });
  }
  await next();
};

function reasonAgainst(ctx: Context): string | undefined {
  const host = ctx.get('Host');
  if (!loopback.test(host)) return `expected a Host of this machine, found "${host}"`;
  const origin = ctx.get('Origin');
  if (origin !== '' && origin !== `http://${host}`) return `expected the Origin http://${host}, found "${origin}"`;
  const site = ctx.get('Sec-Fetch-Site');
  const foreign = site !== '' && site !== 'same-origin' && site !== 'none';
  if (foreign) return `expected a request from this origin, found Sec-Fetch-Site "${site}"`;
  const type = ctx.get('Content-Type');
  const plain = ctx.method === 'GET' || ctx.method === 'HEAD' || type.startsWith('application/json');
  return plain ? undefined : `expected Content-Type: application/json, found "${type}"`;
}
