import { MaiosError } from '../errors/maios-error.ts';
import { estimateRequest, estimateTokens } from './estimate-tokens.ts';
import type { ModelAnswer, ModelRequest, ToolCall } from './model.ts';
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
  const calls: Call[] = [];
  /** The call that a piece with this index goes on with. */
  const open = new Map<number, Call>();
  let text = '';
  let size = 0;
  let finish: string | undefined;
  let usage: ModelAnswer['usage'] | undefined;

  const addCall = (piece: CallPiece): void => {
    let call = open.get(piece.index);
    if (call === undefined || beginsAnother(call, piece)) {
      call = { id: undefined, name: '', arguments: '' };
      open.set(piece.index, call);
      calls.push(call);
    }
    call.id ??= piece.id;
    if (call.name === '') call.name = piece.name ?? '';
    call.arguments += piece.arguments;
    size += piece.arguments.length;
  };

  return {
    add(chunk) {
      const piece = readChunk(chunk);
      text += piece.text;
      size += piece.text.length;
      for (const call of piece.calls) addCall(call);
      if (size > maxCharacters || calls.length > maxCalls) throw tooMuch();
      finish = piece.finish ?? finish;
      usage = piece.usage ?? usage;
      if (piece.text !== '') request.onText?.(piece.text);
    },
    finish() {
      const named = nameCalls(calls, request.origin.turn);
      return { text, calls: named, usage: usage ?? estimate(request, text, named), finish: finishOf(finish, named) };
    },
  };
}

interface Call {
  id: string | undefined;
  name: string;
  arguments: string;
}

// Some endpoints give every call of an answer the index 0, or none: then a name with another id begins the next call, and
// without ids, a name where the arguments of the one before are complete.
function beginsAnother(call: Call, { id, name, arguments: text }: CallPiece): boolean {
  if (name === undefined) return false;
  if (id !== undefined && call.id !== undefined) return id !== call.id;
  return text.startsWith('{') && isJson(call.arguments);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

// Ids come from the endpoint: absent with some, the same in every turn with others. Within one answer they must differ.
function nameCalls(calls: readonly Call[], turn: number): readonly ToolCall[] {
  const seen = new Set<string>();
  return calls.map((call, index) => {
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
