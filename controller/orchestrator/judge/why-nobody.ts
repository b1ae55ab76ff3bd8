import { agentPool } from '../../catalog/agent-pool.ts';
import type { ProjectView, TaskView } from '../observe/project-view.ts';
import { findCandidates } from './candidates.ts';

const mostNamed = 5;

/** Why no agent may be given a task, for people: what is against each of those that may work on the project, or that none may. */
export function whyNobody(view: ProjectView, task: TaskView): string {
  if (agentPool(view).length === 0) return `spec.agents${selectorText(view)} fits none of ${agentsText(view)}`;
  const { excluded } = findCandidates(view, task);
  const named = excluded.slice(0, mostNamed).map(({ agent, reason }) => `${agent} ${sentence(reason)}`);
  const more = excluded.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

// A reason stands in tables after a name and a colon; here it goes on from the name.
function sentence(reason: string): string {
  return reason.replace(/^failed here before: (.+)$/, 'failed here before ($1)');
}

function selectorText({ project }: ProjectView): string {
  const { names = [], labels = {} } = project.spec.agents ?? {};
  const wanted = [...names, ...Object.entries(labels).map(([key, value]) => `${key}=${value}`)];
  return wanted.length === 0 ? '' : ` (${wanted.join(', ')})`;
}

function agentsText({ catalog }: ProjectView): string {
  const names = catalog.list('Agent').map(({ resource }) => resource.metadata.name);
  const shown = names.slice(0, mostNamed).join(', ');
  return names.length > mostNamed ? `the ${names.length} agents (${shown}, …)` : `the agents (${shown})`;
}
