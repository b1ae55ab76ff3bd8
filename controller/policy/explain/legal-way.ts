import { legalMoves, type Phase, type Subject } from '../phases.ts';

/**
 * The shortest way of legal moves between two phases, both included; undefined when there is none. Which of them are
 * made is for the rules to say, and some have guards.
 */
export function legalWay(subject: Subject, from: Phase, to: Phase): readonly Phase[] | undefined {
  const ways: (readonly Phase[])[] = [[from]];
  const seen = new Set<Phase>([from]);
  for (const way of ways) {
    const last = way.at(-1) ?? from;
    if (last === to) return way;
    for (const move of legalMoves[subject][last]) {
      if (seen.has(move.to)) continue;
      seen.add(move.to);
      ways.push([...way, move.to]);
    }
  }
  return undefined;
}
