import { MaiosError } from '../../errors/maios-error.ts';
import { bounds } from './bounds.ts';

/** The first problems of one file, with a last one that counts the others. */
export function boundProblems(file: string, problems: readonly MaiosError[]): readonly MaiosError[] {
  if (problems.length <= bounds.problems) return problems;
  const left = problems.length - bounds.problems;
  const last = new MaiosError('SPEC_INVALID', `and ${left} more problems in this file`, { place: { file } });
  return [...problems.slice(0, bounds.problems), last];
}
