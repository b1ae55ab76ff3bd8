/** A number with its noun, for instance `1 folder`, `12 folders`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
