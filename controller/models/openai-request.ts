import {
  type ChatCompletionCreateParamsStreaming,
  type ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import { type Message, type ModelRequest } from './model.ts';

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
    function: { name: call.name, arguments: call.arguments },
  }));
  return { role: 'assistant', content: message.content === '' ? null : message.content, tool_calls: calls };
}
