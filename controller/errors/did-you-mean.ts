/** `; did you mean X?` for the known name that is only a few edits away, or nothing. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const near = nearestName(name, known);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

/** The known name with the fewest edits from `name`, if that is at most a third of its length. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let fewest = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= fewest) continue;
    const count = edits(name, candidate);
    if (count < fewest) [best, fewest] = [candidate, count];
  }
  return best;
}

// Wagner and Fischer 1974, one row at a time, with neighbours that changed places as one edit.
function edits(from: string, to: string): number {
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line += 1) {
    const row = [line];
    for (let column = 1; column <= to.length; column += 1) {
      const change = from[line - 1] === to[column - 1] ? 0 : 1;
      const swapped = from[line - 1] === to[column - 2] && from[line - 2] === to[column - 1];
      const ways = [at(row, column - 1) + 1, at(above, column) + 1, at(above, column - 1) + change];
      row.push(Math.min(...ways, swapped ? at(before, column - 2) + 1 : Infinity));
    }
    before = above;
    above = row;
  }
  return at(above, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
