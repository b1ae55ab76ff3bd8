import { nameWords } from '../catalog/kinds/name-words.ts';
import { patterns } from '../catalog/kinds/patterns.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { printNotes } from './output/print-view.ts';
import { plain } from './output/span.ts';
import type { Terminal } from './terminal.ts';

const longest = 63;

/**
 * What was given as a name, as names are: `Dev1` becomes `dev1`, `My API` becomes `my-api`, and a note tells so.
 * Fails with USAGE where nothing of it can be a name.
 */
export function resourceName(terminal: Terminal, given: string): string {
  const name = nameWords(given).join('-');
  if (!new RegExp(patterns.name).test(name) || name.length > longest) {
    throw new MaiosError(
      'USAGE',
      `expected a name of at most ${longest} letters, digits and hyphens, found "${given}"`,
      {
        fix: 'Choose another --name.',
      },
    );
  }
  if (name !== given)
    printNotes(terminal, [plain(`note: it is called ${name}: names are lower-case letters, digits and hyphens`)]);
  return name;
}
