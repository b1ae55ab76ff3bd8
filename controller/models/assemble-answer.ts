import { MaiosError } from '../errors/maios-error.ts';
import { estimateRequest, estimateTokens } from './estimate-tokens.ts';
import { type ModelAnswer, type ModelRequest, type ToolCall } from './model.ts';
import { readChunk, type CallPiece } from './read-chunk.ts';

export interface AnswerInTheMaking {
  add(chunk: unknown): void;
  /** The whole answer. Fails with MODEL_UNAVAILABLE when the stream ended before the model did. */
  finish(): ModelAnswer;
}

/** No honest answer is longer; what goes on past it is an endpoint gone wrong. */
const maxCharacters = 4_000_000;
const maxCalls = 128;

/** Puts the pieces of a stream together. Where no usage is reported, it is estimated (see estimate-tokens.ts). */
export function createAnswer(request: ModelRequest): AnswerInTheMaking {
  const calls = new Map<number, { id: string | undefined; name: string; arguments: string }>();
  let text = '';
  let size = 0;
  let finish: string | undefined;
  let usage: ModelAnswer['usage'] | undefined;

  const addCall = (piece: CallPiece): void => {
    const call = calls.get(piece.index) ?? { id: undefined, name: '', arguments: '' };
    calls.set(piece.index, {
      id: call.id ?? piece.id,
      name: call.name === '' ? (piece.name ?? '') : call.name,
      arguments: call.arguments + piece.arguments,
    });
    size += piece.arguments.length;
  };

  return {
    add(chunk) {
      const piece = readChunk(chunk);
      text += piece.text;
      size += piece.text.length;
      for (const call of piece.calls) addCall(call);
      if (size > maxCharacters || calls.size > maxCalls) throw tooMuch();
      finish = piece.finish ?? finish;
      usage = piece.usage ?? usage;
      if (piece.text !== '') request.onText?.(piece.text);
    },
    finish() {
      const whole = [...calls.entries()].sort(([a], [b]) => a - b).map(([, call]) => call);
      const named = nameCalls(whole, request.origin.turn);
      return { text, calls: named, usage: usage ?? estimate(request, text, named), finish: finishOf(finish, named) };
    },
  };
}

// Ids come from the endpoint: absent with some, the same in every turn with others. Within one answer they must differ.
function nameCalls(
  calls: readonly { id: string | undefined; name: string; arguments: string }[],
  turn: number,
): readonly ToolCall[] {
  const seen = new Set<string>();
  return calls.map((call, index) => {
    if (call.name === '') throw new MaiosError('MODEL_PROTOCOL', 'expected every call to name a tool, found no name');
    const id = call.id === undefined || seen.has(call.id) ? `call-${turn}-${index + 1}` : call.id;
    seen.add(id);
    return { id, name: call.name, arguments: call.arguments === '' ? '{}' : call.arguments };
  });
}

const finishes: Readonly<Record<string, ModelAnswer['finish']>> = {
  stop: 'stop',
  tool_calls: 'calls',
  function_call: 'calls',
  length: 'length',
  content_filter: 'filtered',
  // Z.ai's word for it.
  sensitive: 'filtered',
};

function finishOf(reason: string | undefined, calls: readonly ToolCall[]): ModelAnswer['finish'] {
  const finish = finishes[reason ?? ''];
  if (finish === undefined) {
    const found = reason === undefined ? 'a stream that was cut' : `finish_reason "${reason.slice(0, 64)}"`;
    throw new MaiosError('MODEL_UNAVAILABLE', `expected a whole answer, found ${found}`);
  }
  return finish === 'stop' && calls.length > 0 ? 'calls' : finish;
}

function estimate(request: ModelRequest, text: string, calls: readonly ToolCall[]): ModelAnswer['usage'] {
  const ofCalls = calls.reduce((sum, call) => sum + estimateTokens(call.name + call.arguments), 0);
  return {
    inputTokens: estimateRequest(request.messages, request.tools),
    outputTokens: estimateTokens(text) + ofCalls,
  };
}

function tooMuch(): MaiosError {
  return new MaiosError(
    'MODEL_PROTOCOL',
    `expected an answer of at most ${maxCharacters} characters and ${maxCalls} calls, found more`,
  );
}
