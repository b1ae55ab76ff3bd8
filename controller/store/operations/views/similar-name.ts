import { didYouMean } from '../../../errors/did-you-mean.ts';
import { ProjectEntity } from '../../entities/project.ts';
import { TaskEntity } from '../../entities/task.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { findProject } from './find-project.ts';

const mostProjects = 1000;

/** `; did you mean PROJECT/TASK?` for what is called nearly so, or nothing. For names that were not found. */
export async function similarName(tx: Tx, scope: Scope, reference: string): Promise<string> {
  const [projectName = '', taskName] = reference.split('/');
  const project = taskName === undefined ? undefined : await findProject(tx, scope, projectName);
  if (project === undefined) {
    const near = suggest(projectName, await projectNames(tx, scope));
    return near === '' ? sameTask(tx, scope, reference) : near;
  }
  const { organizationId } = scope;
  const tasks = await tx.find(TaskEntity, { select: { name: true }, where: { organizationId, projectId: project.id } });
  return suggest(
    `${project.name}/${taskName ?? ''}`,
    tasks.map(({ name }) => `${project.name}/${name}`),
  );
}

// The beginning of one name alone says as much as a slip of the pen.
function suggest(name: string, known: readonly string[]): string {
  const begun = name === '' ? [] : known.filter((candidate) => candidate.startsWith(name));
  return begun.length === 1 ? `; did you mean ${begun[0] ?? ''}?` : didYouMean(name.toLowerCase(), known);
}

async function projectNames(tx: Tx, { organizationId }: Scope): Promise<readonly string[]> {
  const order = { createdAt: 'DESC', id: 'DESC' } as const;
  const rows = await tx.find(ProjectEntity, {
    select: { name: true },
    where: { organizationId },
    order,
    take: mostProjects,
  });
  return [...new Set(rows.map(({ name }) => name))];
}

// A task is easily named without its project.
async function sameTask(tx: Tx, { organizationId }: Scope, name: string): Promise<string> {
  const [task] = await tx.find(TaskEntity, { where: { organizationId, name }, order: { id: 'DESC' }, take: 1 });
  const project =
    task === undefined ? null : await tx.findOne(ProjectEntity, { where: { organizationId, id: task.projectId } });
  return project === null ? '' : `; did you mean ${project.name}/${name}?`;
}
