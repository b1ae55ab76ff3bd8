import { type BackupReport } from '../../upkeep/backup/backup-format.ts';
import { count } from '../output/quantity.ts';
import { type Line, plain } from '../output/span.ts';

/** What a backup holds. */
export function backupLines({ at, version, projects, rows, workspaces }: BackupReport): readonly Line[] {
  const parts = [count(projects, 'project'), count(rows, 'row'), count(workspaces, 'workspace')];
  return [plain(`a whole backup of ${at} by maios ${version}: ${parts.join(', ')}`)];
}
