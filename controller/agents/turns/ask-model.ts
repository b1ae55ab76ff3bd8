import { MaiosError } from '../../errors/maios-error.ts';
import { faultpoint } from '../../faults/faultpoint.ts';
import { estimateRequest } from '../../models/estimate-tokens.ts';
import type { Model, ModelAnswer, ModelRequest } from '../../models/model.ts';
import { usdMicro } from '../../models/price.ts';
import { reserve, type Reservation } from '../../store/operations/budgets/reserve.ts';
import { settle } from '../../store/operations/budgets/settle.ts';
import { takeModelPlace } from './model-place.ts';
import type { RunSession } from '../session/run-session.ts';
import { tellDoing } from '../session/tell-doing.ts';
import { stopUnlessHeld } from '../session/stop-unless-held.ts';

/** The estimate of a request may be too low by so much; what is not needed is given back at once. */
const estimateMargin = 1.25;

/**
 * One model call, as soon as the model has room for it, within the project's budget: the worst case is reserved before and settled to the real usage after.
 * An attempt that fails leaves its reservation, which counts as spent when the run ends, since nobody knows what was charged,
 * unless nothing can have been: it was refused, or the endpoint was not reached. The next attempt has a reservation of its own.
 * Fails with BUDGET_EXHAUSTED, PRICE_UNKNOWN, or as the model does.
 */
export async function askModel(
  session: RunSession,
  model: Model,
  request: Omit<ModelRequest, 'signal'>,
): Promise<ModelAnswer> {
  session.signal.throwIfAborted();
  using _place = await takeModelPlace(session, model);
  const doing = request.origin.purpose === 'reflect' ? 'reflects' : 'thinks';
  tellDoing(session, doing);
  faultpoint('run.reserving');
  const reserved = await reserveWorstCase(session, model, request);
  faultpoint('run.reserved');
  try {
    const onRetry = async (why: MaiosError, delayMs: number): Promise<void> => {
      if (!isFree(why)) await reserveWorstCase(session, model, request);
      tellDoing(session, `asks ${model.name} again in ${Math.ceil(delayMs / 1000)} s (${foundIn(why)})`);
    };
    const answer = await model.complete({ ...request, signal: session.signal, onRetry });
    faultpoint('run.answered');
    await settleTo(session, reserved, model, answer.usage);
    faultpoint('run.settled');
    return answer;
  } catch (error) {
    if (isFree(error)) await settleTo(session, reserved, model, { inputTokens: 0, outputTokens: 0 });
    throw error;
  }
}

function isFree(error: unknown): boolean {
  return error instanceof MaiosError && error.details['isFree'] === true;
}

function foundIn({ details, message }: MaiosError): string {
  return typeof details['found'] === 'string' ? details['found'] : message;
}

async function reserveWorstCase(
  { deps, scope, job, work }: RunSession,
  model: Model,
  request: Omit<ModelRequest, 'signal'>,
): Promise<Reservation> {
  if (work.project.usdMicroLimit !== null && model.price === undefined) {
    throw new MaiosError(
      'PRICE_UNKNOWN',
      `expected the Model ${model.name} to have a price, since the budget of ${work.project.name} is in usd`,
    );
  }
  const inputTokens = Math.ceil(estimateRequest(request.messages, request.tools) * estimateMargin);
  const worst = { inputTokens, outputTokens: request.maxOutputTokens };
  const wanted = { ...job, tokens: inputTokens + request.maxOutputTokens, usdMicro: costOf(model, worst) };
  const reserved = await deps.store.single((tx) => reserve(tx, scope, wanted));
  if (reserved !== undefined) return reserved;
  await stopUnlessHeld({ deps, scope, job });
  const found = `the budget of ${work.project.name} does not cover ${wanted.tokens} tokens or ${wanted.usdMicro / 1e6} usd more`;
  throw new MaiosError(
    'BUDGET_EXHAUSTED',
    `expected room for one more call of the model ${model.name}, found that ${found}`,
  );
}

async function settleTo(
  { deps, scope }: RunSession,
  reserved: Reservation,
  model: Model,
  usage: ModelAnswer['usage'],
): Promise<void> {
  const spent = { tokens: usage.inputTokens + usage.outputTokens, usdMicro: costOf(model, usage) };
  await deps.store.single((tx) => settle(tx, scope, reserved, spent));
}

function costOf(model: Model, usage: ModelAnswer['usage']): number {
  return model.price === undefined ? 0 : usdMicro(model.price, usage);
}
