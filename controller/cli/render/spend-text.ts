import type { SpendView } from '../../store/operations/views/spend-view.ts';
import { tokens, usd } from '../output/quantity.ts';

/** What was used, of how much: `12.4k of 400.0k tokens · $0.02 of $1.00`; without usd where no price is known. */
export function spendText(spend: SpendView): string {
  const inTokens =
    spend.tokensLimit === null ? tokens(spend.tokens) : `${tokens(spend.tokens)} of ${tokens(spend.tokensLimit)}`;
  if (spend.usd === 0 && spend.usdLimit === null) return `${inTokens} tokens`;
  const inUsd = spend.usdLimit === null ? usd(spend.usd) : `${usd(spend.usd)} of ${usd(spend.usdLimit)}`;
  return `${inTokens} tokens · ${inUsd}`;
}
