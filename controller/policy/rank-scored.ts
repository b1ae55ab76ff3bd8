/** A candidate with what the scoring rules gave it. */
export interface ScoredCandidate {
  readonly name: string;
  readonly score: number;
  /** Its active runs by its capacity. */
  readonly load: number;
}

/** Highest score first; of equals the less loaded, then by name, so that the same facts always give the same order. */
export function compareScored(a: ScoredCandidate, b: ScoredCandidate): number {
  return b.score - a.score || a.load - b.load || a.name.localeCompare(b.name, 'en');
}
