import type { Message, Tool } from './model.ts';

/**
 * About how many tokens a text is: its characters (UTF-16 units) over four, rounded up.
 * English and code come to 3.5–4.5 characters a token with the usual tokenizers. It is used where no better figure
 * exists: to reserve a budget before a call, to fit the context window, and when an endpoint reports no usage.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

// What role and separators of one message cost with the usual chat templates.
const tokensPerMessage = 4;

/** The estimated tokens of one message with its calls. */
export function estimateMessage(message: Message): number {
  const calls = message.role === 'assistant' ? message.calls : [];
  const ofCalls = calls.reduce((sum, call) => sum + estimateTokens(call.name) + estimateTokens(call.arguments), 0);
  return tokensPerMessage + estimateTokens(message.content) + ofCalls;
}

/** The estimated input tokens of a whole request. */
export function estimateRequest(messages: readonly Message[], tools: readonly Tool[]): number {
  const ofMessages = messages.reduce((sum, message) => sum + estimateMessage(message), 0);
  return tools.length === 0 ? ofMessages : ofMessages + estimateTokens(JSON.stringify(tools));
}
