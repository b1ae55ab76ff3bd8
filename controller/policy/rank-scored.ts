/** A candidate with what the scoring rules gave it. */
export interface ScoredCandidate {
  readonly name: string;
  readonly score: number;
  /** Its active runs by its capacity. */
  readonly load: number;
}

/** By what a candidate came after the best one: its score, or between equals its load, or at last its name. */
export type LostBy = 'score' | 'load' | 'name';

/** Highest score first; of equals the less loaded, then by name, so that the same facts always give the same order. */
export function compareScored(a: ScoredCandidate, b: ScoredCandidate): number {
  return b.score - a.score || a.load - b.load || a.name.localeCompare(b.name, 'en');
}

export function lostBy(best: ScoredCandidate, other: ScoredCandidate): LostBy {
  if (best.score !== other.score) return 'score';
  return best.load === other.load ? 'name' : 'load';
}
