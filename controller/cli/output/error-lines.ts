import { formatPlace, type MaiosError } from '../../errors/maios-error.ts';
import { printable, printableLine } from './printable.ts';
import { sentence } from './hint.ts';
import { type Line, span } from './span.ts';

/** An error as people read it: what, where, and what to do. */
export function errorLines(error: MaiosError): readonly Line[] {
  const [first = '', ...rest] = printable(error.message).split('\n');
  return [
    [span('error ', 'bad'), span(`${error.code}: `, 'bold'), span(first)],
    ...rest.map((line) => [span(`  ${line}`)]),
    ...(error.place === undefined ? [] : [[span(`  at ${printableLine(formatPlace(error.place))}`)]]),
    sentence(`  fix: ${printableLine(error.fix)}`),
  ];
}
