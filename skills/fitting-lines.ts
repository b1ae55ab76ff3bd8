import { maxObservationChars } from '../controller/sandbox/skill-handler.ts';

// For what is said beside them.
const marginChars = 1000;

/** The first lines, at least one, as many as an agent is shown of one call. */
export function fittingLines(lines: readonly string[]): readonly string[] {
  let chars = marginChars;
  const end = lines.findIndex((line) => (chars += line.length + 1) > maxObservationChars);
  return end === -1 ? lines : lines.slice(0, Math.max(1, end));
}
