import { estimateMessage } from '../../models/estimate-tokens.ts';
import { type Message } from '../../models/model.ts';

/** The opening (who the agent is and what is wanted) and the last exchanges are never shortened. */
const keptFirst = 2;
const keptLast = 6;
const keptCharacters = 300;

/**
 * The same conversation within `maxTokens` (estimated): what old calls showed is shortened, oldest first, then what old
 * calls were given. Deterministic, so that the same steps give the same request. undefined: it does not fit even so.
 */
export function fitContext(messages: readonly Message[], maxTokens: number): readonly Message[] | undefined {
  const fitted = [...messages];
  let tokens = fitted.reduce((sum, message) => sum + estimateMessage(message), 0);
  for (const shorten of [shortenObservation, shortenCalls]) {
    for (let index = keptFirst; index < fitted.length - keptLast && tokens > maxTokens; index += 1) {
      const message = fitted[index];
      if (message === undefined) break;
      const shorter = shorten(message);
      tokens -= estimateMessage(message) - estimateMessage(shorter);
      fitted[index] = shorter;
    }
  }
  return tokens <= maxTokens ? fitted : undefined;
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
  if (text.length <= keptCharacters) return text;
  const half = keptCharacters / 2;
  return `${text.slice(0, half)}\n[… ${text.length - keptCharacters} characters left out …]\n${text.slice(-half)}`;
}
