import { Worker } from 'node:worker_threads';
import { MaiosError } from '../errors/maios-error.ts';
import type { Embedder } from './embedder.ts';
import type { EmbeddingAnswer, EmbeddingQuestion } from './embedding-message.ts';

export interface LocalEmbedderOptions {
  /** The thread ends when nothing was asked for so long: it holds some 130 MB. */
  readonly idleMs?: number;
  /** A question that takes longer ends the thread and fails. */
  readonly timeoutMs?: number;
}

export interface LocalEmbedder extends Embedder {
  /** Whether the thread is there, and its memory with it. */
  readonly running: boolean;
}

// The universal sentence encoder (lite) of model-embeddings-en 0.2.0; the vectors in the database carry this name.
const model = 'universal-sentence-encoder-lite-en-0.2.0';
const dimension = 512;
/** The meaning of a text is in its beginning; the rest would cost time and change little. */
const maxCharacters = 4000;

/**
 * Embeds English text on this machine, with weights that came with the package: nothing is downloaded, nothing sent.
 * It works in a thread of its own, started at the first question and ended when idle, so that the event loop never
 * waits for it. Vectors have length 1. Fails with EMBEDDER_UNAVAILABLE.
 */
export function createLocalEmbedder(options: LocalEmbedderOptions = {}): LocalEmbedder {
  const thread = new EmbeddingThread(options.idleMs ?? 60_000, options.timeoutMs ?? 30_000);
  return {
    model,
    dimension,
    get running() {
      return thread.running;
    },
    async embed(texts) {
      if (texts.length === 0) return [];
      return thread.ask(texts.map((text) => text.slice(0, maxCharacters)));
    },
    [Symbol.asyncDispose]: () => thread.close(),
  };
}

interface Waiting {
  readonly resolve: (vectors: readonly Float32Array[]) => void;
  readonly reject: (error: MaiosError) => void;
  readonly timer: NodeJS.Timeout;
}

class EmbeddingThread {
  readonly #idleMs: number;
  readonly #timeoutMs: number;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #last = 0;
  #closed = false;

  constructor(idleMs: number, timeoutMs: number) {
    this.#idleMs = idleMs;
    this.#timeoutMs = timeoutMs;
  }

  get running(): boolean {
    return this.#worker !== undefined;
  }

  ask(texts: readonly string[]): Promise<readonly Float32Array[]> {
    if (this.#closed) return Promise.reject(unavailable('the embedder is closed'));
    const worker = this.#running();
    const id = (this.#last += 1);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(worker, `no answer within ${this.#timeoutMs} ms`), this.#timeoutMs);
      this.#waiting.set(id, { resolve, reject, timer });
      worker.postMessage({ id, texts } satisfies EmbeddingQuestion);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    if (worker !== undefined) this.#fail(worker, 'the embedder is closing');
    await worker?.terminate();
  }

  #running(): Worker {
    clearTimeout(this.#idle);
    const worker = this.#worker ?? this.#start();
    worker.ref();
    return worker;
  }

  #start(): Worker {
    const worker = new Worker(workerFile());
    worker.on('message', (answer: EmbeddingAnswer) => this.#settle(worker, answer));
    worker.on('error', (error) => this.#fail(worker, error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => this.#fail(worker, `its thread ended with ${code}`));
    this.#worker = worker;
    return worker;
  }

  #settle(worker: Worker, answer: EmbeddingAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    clearTimeout(waiting?.timer);
    if (answer.ok) waiting?.resolve(answer.vectors);
    else waiting?.reject(unavailable(answer.message));
    if (this.#waiting.size === 0) this.#rest(worker);
  }

  // An idle thread keeps neither the process alive nor its memory for long.
  #rest(worker: Worker): void {
    worker.unref();
    this.#idle = setTimeout(() => this.#fail(worker, 'idle'), this.#idleMs);
    this.#idle.unref();
  }

  #fail(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    clearTimeout(this.#idle);
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(unavailable(reason));
    }
    this.#waiting.clear();
    void worker.terminate();
  }
}

function unavailable(found: string): MaiosError {
  return new MaiosError('EMBEDDER_UNAVAILABLE', `expected vectors from the local embedder, found: ${found}`);
}

// The file is .ts in a checkout and .js in a build, and the compiler does not rewrite URLs.
function workerFile(): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./embedding-worker.${extension}`, import.meta.url);
}
