import type { Phase } from '../../policy/phases.ts';
import { type Span, span, type Tone } from './span.ts';

const looks: Readonly<Record<Phase, { readonly symbol: string; readonly tone: Tone }>> = {
  Plan: { symbol: '◇', tone: 'accent' },
  Delegate: { symbol: '○', tone: 'dim' },
  Monitor: { symbol: '●', tone: 'accent' },
  Escalate: { symbol: '!', tone: 'warn' },
  Reassign: { symbol: '↻', tone: 'warn' },
  Complete: { symbol: '✓', tone: 'good' },
  Failed: { symbol: '✗', tone: 'bad' },
  Cancelled: { symbol: '–', tone: 'dim' },
};

/** A phase as a symbol and its word, never by colour alone. */
export function phaseSpan(phase: Phase, width = 0): Span {
  const { symbol, tone } = looks[phase];
  return span(`${symbol} ${phase}`.padEnd(width), tone);
}
