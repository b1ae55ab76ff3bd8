import type { ModelPurpose } from '../catalog/kinds/model.ts';
import type { MaiosError } from '../errors/maios-error.ts';

/** A call of a tool that the model asks for. `arguments` is the JSON text as the model wrote it, valid or not. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

export type Message =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string; readonly calls: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly callId: string; readonly content: string };

export interface Tool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Who asks, and for what; a scripted model finds its turn by it, others use it for tracing. */
export interface RequestOrigin {
  readonly purpose: ModelPurpose;
  readonly project: string;
  readonly task?: string;
  readonly agent?: string;
  /** The agent's attempt at this task, from 1. */
  readonly attempt: number;
  /** The turn within the run, from 1. */
  readonly turn: number;
}

export interface ModelRequest {
  readonly origin: RequestOrigin;
  readonly messages: readonly Message[];
  readonly tools: readonly Tool[];
  readonly maxOutputTokens: number;
  readonly signal: AbortSignal;
  /** Called with each piece of text as it streams in. */
  readonly onText?: (text: string) => void;
  /** Called before the endpoint is asked again, with why, and how long is waited before. */
  readonly onRetry?: (why: MaiosError, delayMs: number) => void | Promise<void>;
}

export interface ModelAnswer {
  readonly text: string;
  readonly calls: readonly ToolCall[];
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
  readonly finish: 'stop' | 'calls' | 'length' | 'filtered';
}

/**
 * A port: something that answers. Two drivers, `openai` and `scripted`.
 * Fails with MODEL_UNAVAILABLE (try again), MODEL_REFUSED (do not), MODEL_PROTOCOL (nonsense came back),
 * or MODEL_SCRIPT_EXHAUSTED. Never answers partially: a cut stream is MODEL_UNAVAILABLE. The attempt that failed with
 * an error whose `details.isFree` is true cost nothing; the answer's usage is that of the last attempt alone.
 */
export interface Model {
  readonly name: string;
  /** A rehearsal: answers come from a script. */
  readonly scripted: boolean;
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  /** Calls that may be under way at once, over all workers; undefined: as many as there are. */
  readonly parallelCalls: number | undefined;
  /** undefined: the price is not known. */
  readonly price: { readonly inputUsdPerMillion: number; readonly outputUsdPerMillion: number } | undefined;
  complete(request: ModelRequest): Promise<ModelAnswer>;
}
