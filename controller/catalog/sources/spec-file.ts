import { createHash } from 'node:crypto';
import { MaiosError } from '../../errors/maios-error.ts';
import { bounds } from '../parse/bounds.ts';
import { notText } from '../parse/scan-text.ts';

/** One file of a source as it was read. */
export interface SpecFile {
  /** As an editor opens it. */
  readonly path: string;
  readonly content: Buffer | MaiosError;
  /** Whether a resource that the file does not declare is thereby deleted; not so while it is being written. */
  readonly isComplete: boolean;
}

export function isSpecFileName(name: string): boolean {
  return /\.(ya?ml|json)$/i.test(name);
}

/** Hidden folders and installed packages hold no specs of ours. */
export function isIgnoredFolder(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules';
}

export function tooLarge(path: string, bytes: number): MaiosError {
  return new MaiosError('SPEC_UNREADABLE', `expected at most ${bounds.bytes} bytes, found ${bytes}`, {
    place: { file: path },
  });
}

/** The text of UTF-8 bytes, without a byte order mark. */
export function decodeText(path: string, content: Buffer): string | MaiosError {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch (cause) {
    return new MaiosError('SPEC_UNREADABLE', 'expected text in UTF-8, found other bytes', {
      ...notText,
      place: { file: path },
      cause,
    });
  }
}

/** sha256 of the bytes, in hex; of a file that could not be read, of the reason. */
export function digestOfFile({ content }: SpecFile): string {
  return createHash('sha256')
    .update(content instanceof MaiosError ? content.message : content)
    .digest('hex');
}
