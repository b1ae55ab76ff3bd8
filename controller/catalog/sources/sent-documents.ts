import { digestOf } from '../kinds/digest.ts';
import type { SourceSnapshot } from '../source-snapshot.ts';
import { createLastGood } from './last-good.ts';

/** A spec file as somebody sent it. */
export interface SentDocument {
  /** What it is called where it was sent from; problems name it. */
  readonly file: string;
  readonly text: string;
}

/**
 * What sent files declare, as the source `api:NAME`: sent again under that name they take the place of those before.
 * Nobody watches them.
 */
export async function readSentDocuments(name: string, documents: readonly SentDocument[]): Promise<SourceSnapshot> {
  const source = `api:${name}`;
  const files = documents.map(({ file, text }) => ({ path: file, content: Buffer.from(text), isComplete: true }));
  return createLastGood(source).read(digestOf(documents), files);
}
