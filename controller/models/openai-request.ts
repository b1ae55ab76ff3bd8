import type {
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import type { Message, ModelRequest } from './model.ts';

/** A request in the words of the chat completions API. */
export function toOpenAiRequest(model: string, request: ModelRequest): ChatCompletionCreateParamsStreaming {
  const tools = request.tools.map(({ name, description, parameters }) => ({
    type: 'function' as const,
    function: { name, description, parameters },
  }));
  return {
    model,
    messages: request.messages.map(toOpenAiMessage),
    // `max_tokens` and not its successor: it is what the compatible endpoints know.
    max_tokens: request.maxOutputTokens,
    stream: true,
    stream_options: { include_usage: true },
    ...(tools.length === 0 ? {} : { tools }),
  };
}

function toOpenAiMessage(message: Message): ChatCompletionMessageParam {
  if (message.role === 'tool') return { role: 'tool', tool_call_id: message.callId, content: message.content };
  if (message.role !== 'assistant') return { role: message.role, content: message.content };
  if (message.calls.length === 0) return { role: 'assistant', content: message.content };
  const calls = message.calls.map((call) => ({
    id: call.id,
    type: 'function' as const,
    function: { name: acceptableName(call.name), arguments: objectText(call.arguments) },
  }));
  return { role: 'assistant', content: message.content === '' ? null : message.content, tool_calls: calls };
}

// What the model wrote comes back in the conversation, and endpoints refuse a whole request for one call in it whose name
// is none or whose arguments are no JSON object.
function acceptableName(name: string): string {
  return name.replaceAll(/[^\w-]/g, '_').slice(0, 64) || 'unnamed';
}

function objectText(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return text;
  } catch {
    // Told to the model as it is, below.
  }
  return JSON.stringify({ invalid: text });
}
