/** What the local embedder and its thread say to each other. */
export interface EmbeddingQuestion {
  readonly id: number;
  readonly texts: readonly string[];
}

export type EmbeddingAnswer =
  | { readonly id: number; readonly ok: true; readonly vectors: readonly Float32Array[] }
  | { readonly id: number; readonly ok: false; readonly message: string };
