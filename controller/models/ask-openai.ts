import OpenAI, { APIError } from 'openai';
import { MaiosError } from '../errors/maios-error.ts';
import { createAnswer } from './assemble-answer.ts';
import type { ModelLimits } from './model-limits.ts';
import type { ModelAnswer, ModelRequest } from './model.ts';
import { toModelError } from './openai-errors.ts';
import { toOpenAiRequest } from './openai-request.ts';
import type { Secret } from './secret.ts';

export interface OpenAiEndpoint {
  readonly baseUrl: string;
  readonly model: string;
  /** Read at each attempt; undefined where the endpoint wants none. */
  readonly key: () => Secret | undefined;
}

/** Asks an OpenAI-compatible endpoint once. */
export async function askOpenAi(
  endpoint: OpenAiEndpoint,
  limits: ModelLimits,
  request: ModelRequest,
): Promise<ModelAnswer> {
  const key = endpoint.key();
  const silence = new Silence(limits.timeoutMs);
  const signal = AbortSignal.any([request.signal, silence.signal]);
  try {
    return await stream(clientOf(endpoint, key), endpoint.model, { ...request, signal }, silence);
  } catch (error) {
    request.signal.throwIfAborted();
    throw toModelError(error, {
      baseUrl: endpoint.baseUrl,
      model: endpoint.model,
      key,
      silentMs: silence.brokenAfterMs,
    });
  } finally {
    silence.end();
  }
}

async function stream(client: OpenAI, model: string, request: ModelRequest, silence: Silence): Promise<ModelAnswer> {
  const body = toOpenAiRequest(model, request);
  const { data: chunks, response } = await client.chat.completions
    .create(body, { signal: request.signal })
    .withResponse();
  const answer = createAnswer(request);
  if (isEventStream(response)) {
    for await (const chunk of chunks) {
      silence.heard();
      answer.add(chunk);
    }
  } else {
    answer.add(await wholeAnswer(response, silence));
  }
  // The package ends a stream quietly when it was aborted; that is no answer.
  request.signal.throwIfAborted();
  return answer.finish();
}

function typeOf(response: Response): string {
  return response.headers.get('content-type') ?? 'none';
}

function isEventStream(response: Response): boolean {
  return typeOf(response).includes('text/event-stream');
}

/** No honest answer is longer. */
const maxCharacters = 8_000_000;

// Some endpoints and gateways do not stream, or say with status 200 what is wrong. What is no JSON comes from something else
// than an endpoint (a login page, a proxy), and would look like an empty stream.
async function wholeAnswer(response: Response, silence: Silence): Promise<unknown> {
  if (!typeOf(response).includes('json')) {
    throw new MaiosError('MODEL_PROTOCOL', `expected a stream of events, found content type ${typeOf(response)}`, {
      details: { isFree: true },
    });
  }
  const decoder = new TextDecoder();
  let text = '';
  const pieces: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? [];
  for await (const piece of pieces) {
    silence.heard();
    text += decoder.decode(piece, { stream: true });
    if (text.length > maxCharacters)
      throw new MaiosError('MODEL_PROTOCOL', `expected at most ${maxCharacters} characters, found more`);
  }
  const answer: unknown = JSON.parse(text);
  if (typeof answer === 'object' && answer !== null && 'error' in answer && answer.error) {
    throw new APIError(undefined, answer.error, undefined, response.headers);
  }
  return answer;
}

// Retries and time-outs are ours: the package's know neither our clock nor how a stream falls silent.
function clientOf(endpoint: OpenAiEndpoint, key: Secret | undefined): OpenAI {
  return new OpenAI({
    apiKey: key?.reveal() ?? 'none',
    baseURL: endpoint.baseUrl,
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
  });
}

/** Aborts when nothing was heard for a time; an answer may take longer than that as long as it keeps coming. */
class Silence {
  readonly #controller = new AbortController();
  readonly #limitMs: number;
  #timer: NodeJS.Timeout;
  brokenAfterMs: number | undefined;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
    this.#timer = this.#arm();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#arm();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #arm(): NodeJS.Timeout {
    return setTimeout(() => {
      this.brokenAfterMs = this.#limitMs;
      this.#controller.abort();
    }, this.#limitMs);
  }
}
