import type { Harm } from '../../test/support/cluster/invariants.ts';
import type { Round } from './round.ts';

/** The table of points: how often processes were killed there, and in how many rounds something was lost, doubled or broken. */
export function renderMatrix(rounds: readonly Round[], points: readonly string[]): string {
  const planned = new Set([...points, ...rounds.flatMap((round) => round.planned)]);
  const rows = [...planned].map((point) => rowOf(point, rounds, (each) => each === point));
  const head = ['point', 'rounds', 'kills', 'lost', 'doubled', 'broken', 'recovery, s'];
  const lines = [
    head,
    head.map((_, index) => (index === 0 ? '---' : '---:')),
    ...rows,
    rowOf('all', rounds, () => true),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function rowOf(name: string, rounds: readonly Round[], is: (point: string) => boolean): readonly string[] {
  const played = rounds.filter(({ planned }) => planned.some(is));
  const harmed = (harm: Harm): number =>
    played.filter(({ violations }) => violations.some((violation) => violation.harm === harm)).length;
  const recoveries = played.flatMap((round) => round.recoveries.filter(({ point }) => is(point)));
  const slowest = recoveries.length === 0 ? '' : Math.max(...recoveries.map(({ seconds }) => seconds)).toFixed(2);
  const kills = played.reduce((sum, { struck }) => sum + struck.filter(is).length, 0);
  return [name, ...[played.length, kills, harmed('lost'), harmed('doubled'), harmed('broken')].map(String), slowest];
}
