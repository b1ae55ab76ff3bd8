/** A port: text to vectors, cosine-comparable, of one fixed dimension. */
export interface Embedder extends AsyncDisposable {
  /** Stored beside each vector; vectors of different models are never compared. */
  readonly model: string;
  readonly dimension: number;
  embed(texts: readonly string[]): Promise<readonly Float32Array[]>;
}
