import { shortenMiddle } from '../calls/shorten-middle.ts';
import { estimateMessage } from '../../models/estimate-tokens.ts';
import type { Message } from '../../models/model.ts';
import { withoutOldest } from './without-oldest.ts';

/** The opening (who the agent is and what is wanted) is never shortened; the last exchanges are so last of all. */
const keptFirst = 2;
const keptLast = 6;
const keptCharacters = 300;

/**
 * The same conversation within `maxTokens` (estimated): what old calls showed is shortened, oldest first, then what old
 * calls were given; then the oldest exchanges become one line each in the opening; at last, what the last calls showed and
 * were given is shortened. Deterministic, so that the same steps give the same request. undefined: it does not fit even so.
 */
export function fitContext(messages: readonly Message[], maxTokens: number): readonly Message[] | undefined {
  const old = messages.length - keptLast;
  const observed = shortenedUntil(messages, old, maxTokens, shortenObservation);
  const called = shortenedUntil(observed, old, maxTokens, shortenCalls);
  const recent = withoutOldest(called, { keptFirst, keptLast }, (left) => tokensOf(left) <= maxTokens);
  const seen = shortenedUntil(recent, recent.length, maxTokens, shortenObservation);
  const fitted = shortenedUntil(seen, seen.length, maxTokens, shortenCalls);
  return tokensOf(fitted) <= maxTokens ? fitted : undefined;
}

function tokensOf(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + estimateMessage(message), 0);
}

function shortenedUntil(
  messages: readonly Message[],
  end: number,
  maxTokens: number,
  shorten: (message: Message) => Message,
): readonly Message[] {
  const fitted = [...messages];
  let tokens = tokensOf(fitted);
  for (let index = keptFirst; index < end && tokens > maxTokens; index += 1) {
    const message = fitted[index];
    if (message === undefined) break;
    const shorter = shorten(message);
    tokens -= estimateMessage(message) - estimateMessage(shorter);
    fitted[index] = shorter;
  }
  return fitted;
}

function shortenObservation(message: Message): Message {
  return message.role === 'tool' ? { ...message, content: shortened(message.content) } : message;
}

function shortenCalls(message: Message): Message {
  if (message.role !== 'assistant') return message;
  const calls = message.calls.map((call) => ({ ...call, arguments: shortenArguments(call.arguments) }));
  return { ...message, content: shortened(message.content), calls };
}

// The arguments stay a JSON object, since endpoints parse them again.
function shortenArguments(text: string): string {
  if (text.length <= keptCharacters) return text;
  return JSON.stringify(parsed(text), (_key, value: unknown) => (typeof value === 'string' ? shortened(value) : value));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { invalid: text };
  }
}

function shortened(text: string): string {
  return shortenMiddle(text, keptCharacters);
}
