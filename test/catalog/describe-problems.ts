import { formatPlace, type MaiosError } from '../../controller/errors/maios-error.ts';

/** One line a problem: place, code, message. */
export function describeProblems(problems: readonly MaiosError[]): string {
  return problems
    .map(({ code, message, place }) => `${place === undefined ? '-' : formatPlace(place)} ${code} ${message}`)
    .join('\n');
}
