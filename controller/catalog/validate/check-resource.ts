import type { MaiosError } from '../../errors/maios-error.ts';
import { checkDocument } from './check-document.ts';

/** All that is wrong with a resource that came as a value and not as text: the same checks, without places. */
export function checkResource(value: unknown): readonly MaiosError[] {
  return checkDocument({ value, index: 0, locate: () => ({ file: 'request' }) }).problems ?? [];
}
