import type { Message } from '../../models/model.ts';

/** So many exchanges go at once, so that what a model has read before stays the same for some turns. */
const atOnce = 8;
/** The lines of the account, at most; the latest ones. */
const keptLines = 40;
const keptCharacters = 100;

/**
 * The conversation without its oldest exchanges, as many as it takes until it fits, or all but the last ones. What was done in
 * them stands in the opening's message, a call a line, so that the agent does not begin anew.
 */
export function withoutOldest(
  messages: readonly Message[],
  { keptFirst, keptLast }: { readonly keptFirst: number; readonly keptLast: number },
  fits: (messages: readonly Message[]) => boolean,
): readonly Message[] {
  // An exchange is an answer with all that follows it until the next one: a call without its result would be refused.
  const starts = messages.flatMap(({ role }, index) => (role === 'assistant' ? [index] : []));
  const last = starts.findLastIndex((start) => start <= messages.length - keptLast);
  let left = messages;
  for (let count = atOnce; !fits(left) && count < last + atOnce; count += atOnce) {
    const from = starts[Math.min(count, last)] ?? keptFirst;
    left = [...withAccount(messages.slice(0, keptFirst), messages.slice(keptFirst, from)), ...messages.slice(from)];
  }
  return left;
}

function withAccount(opening: readonly Message[], gone: readonly Message[]): readonly Message[] {
  const lines = gone.flatMap((message) => (message.role === 'assistant' ? message.calls.map(lineOf) : []));
  const more = lines.length > keptLines ? [`- … ${lines.length - keptLines} calls before these`] : [];
  const account = ['# What you did so far, in short', ...more, ...lines.slice(-keptLines)].join('\n');
  return opening.map((message, index) =>
    index === opening.length - 1 ? { ...message, content: `${message.content}\n\n${account}` } : message,
  );
}

function lineOf({ name, arguments: given }: { readonly name: string; readonly arguments: string }): string {
  const line = given.replaceAll(/\s+/g, ' ');
  const text = line.length <= keptCharacters ? line : `${line.slice(0, keptCharacters)}…`;
  return `- ${name} ${text}`;
}
