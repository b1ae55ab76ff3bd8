import type { Context, Middleware } from 'koa';
import { MaiosError, toMaiosError } from '../errors/maios-error.ts';
import { isHidden, problemOf, problemType } from './problem.ts';

/** For what passes by itself within a moment, as a rule. */
const defaultRetrySeconds = 2;

/** The one place that decides which part of an error leaves the process. */
export function answerErrors(onFault: (error: Error) => void): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      refuseUnanswered(ctx);
    } catch (thrown) {
      const error = toMaiosError(thrown);
      if (isHidden(error)) onFault(error);
      answer(ctx, error);
    }
  };
}

// Koa answers 404 by itself, without a body; the router sets 405 and 501 the same way.
function refuseUnanswered(ctx: Context): void {
  const place = `${ctx.method} ${ctx.path}`;
  if (ctx.status === 404 && ctx.body === undefined) throw new MaiosError('NOT_FOUND', `there is nothing at ${place}`);
  if (ctx.status === 405 || ctx.status === 501) {
    throw new MaiosError('METHOD_NOT_ALLOWED', `${place}: expected one of the methods ${ctx.response.get('Allow')}`);
  }
}

function answer(ctx: Context, error: MaiosError): void {
  const problem = problemOf(error);
  ctx.status = problem.status;
  if (problem.status === 429 || problem.status === 503) {
    ctx.set('Retry-After', String(problem.retryAfterSeconds ?? defaultRetrySeconds));
  }
  ctx.type = problemType;
  ctx.body = JSON.stringify(problem);
}
