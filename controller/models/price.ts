import type { Model, ModelAnswer } from './model.ts';

/**
 * What a usage costs, in whole micro-dollars, rounded up.
 * A price in usd per million tokens is the same figure in micro-dollars per token.
 */
export function usdMicro(price: NonNullable<Model['price']>, usage: ModelAnswer['usage']): number {
  return Math.ceil(usage.inputTokens * price.inputUsdPerMillion + usage.outputTokens * price.outputUsdPerMillion);
}
