import type { BackupReport } from '../../upkeep/backup/backup-format.ts';
import { count } from '../output/quantity.ts';
import { type Line, plain } from '../output/span.ts';

/** What a backup holds. */
export function backupLines(report: BackupReport): readonly Line[] {
  const { at, version } = report;
  return [plain(`a whole backup of ${at} by maios ${version}: ${contentOf(report)}`)];
}

/** What was made of one. */
export function restoredLines(report: BackupReport): readonly Line[] {
  return [
    plain(`restored as of ${report.at}: ${contentOf(report)}`),
    plain('what was open goes on when it is started'),
  ];
}

function contentOf({ projects, rows, workspaces }: BackupReport): string {
  return [count(projects, 'project'), count(rows, 'row'), count(workspaces, 'workspace')].join(', ');
}
