import { nameWords } from '../../catalog/kinds/name-words.ts';

const maxWords = 4;
const maxLength = 40;

/** A name for a project from its request: its first words, and a mark of the time that keeps two requests apart. */
export function nameFor(request: string, now: number): string {
  const slug = nameWords(request)
    .filter((word) => !fillers.has(word))
    .slice(0, maxWords)
    .join('-')
    .slice(0, maxLength);
  const mark = Math.floor(now / 1000)
    .toString(36)
    .slice(-5);
  return `${slug === '' ? 'project' : slug.replace(/-$/, '')}-${mark}`;
}

const fillers = new Set(['a', 'an', 'the', 'of', 'for', 'with', 'and', 'to', 'in', 'on']);
