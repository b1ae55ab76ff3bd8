/** One piece of a call, as it streams in. */
export interface CallPiece {
  readonly index: number;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly arguments: string;
}

/** What one chunk of a stream adds to the answer. */
export interface ChunkPiece {
  readonly text: string;
  readonly calls: readonly CallPiece[];
  readonly finish: string | undefined;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number } | undefined;
}

/**
 * Reads one chunk without trusting that it has the form which its type promises: an endpoint may send anything.
 * What is not there, or not of its type, adds nothing.
 */
export function readChunk(chunk: unknown): ChunkPiece {
  const choice = object(list(object(chunk)['choices'])[0]);
  // An endpoint that does not stream sends all of it at once, as the message.
  const delta = object(choice['delta'] ?? choice['message']);
  return {
    text: text(delta['content']) ?? '',
    calls: list(delta['tool_calls']).map(readCall),
    finish: text(choice['finish_reason']),
    usage: readUsage(object(chunk)['usage']),
  };
}

function readCall(piece: unknown, position: number): CallPiece {
  const call = object(piece);
  const target = object(call['function']);
  return {
    // Some endpoints leave the index out when they send whole calls.
    index: count(call['index']) ?? position,
    id: text(call['id']),
    name: text(target['name']),
    arguments: readArguments(target['arguments']),
  };
}

// JSON text by the API; some endpoints send the object itself.
function readArguments(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (text(value) ?? '');
}

function readUsage(value: unknown): ChunkPiece['usage'] {
  const inputTokens = count(object(value)['prompt_tokens']);
  const outputTokens = count(object(value)['completion_tokens']);
  return inputTokens === undefined || outputTokens === undefined ? undefined : { inputTokens, outputTokens };
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
