import { type Harm } from '../../test/support/cluster/invariants.ts';
import { type Round } from './play-round.ts';

/** The table of points: how often processes were killed there, and in how many rounds something was lost, doubled or broken. */
export function renderMatrix(rounds: readonly Round[]): string {
  const rows = [...Map.groupBy(rounds, ({ point }) => point)].map(([point, played]) => rowOf(point, played));
  const total = rowOf('all', rounds);
  const head = ['point', 'rounds', 'kills', 'lost', 'doubled', 'broken', 'recovery, s'];
  const lines = [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows, total];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function rowOf(point: string, played: readonly Round[]): readonly string[] {
  const harmed = (harm: Harm): number =>
    played.filter(({ violations }) => violations.some((violation) => violation.harm === harm)).length;
  const recoveries = played.flatMap((round) => round.recoveries);
  const slowest = recoveries.length === 0 ? '' : Math.max(...recoveries).toFixed(2);
  const kills = played.reduce((sum, round) => sum + round.kills, 0);
  return [point, ...[played.length, kills, harmed('lost'), harmed('doubled'), harmed('broken')].map(String), slowest];
}
