import type { Catalog, Declared } from './catalog.ts';
import type { AgentResource } from './kinds/kinds.ts';
import type { ProjectSpec } from './kinds/project.ts';

/** Whose agents are asked for; a whole view answers it too. */
export interface PoolQuestion {
  readonly catalog: Catalog;
  readonly project: { readonly spec: ProjectSpec; readonly source: string };
}

/**
 * The agents that may work on a project: those that its selector names; else the declared ones; else the built-in ones.
 * An agent that rehearses from a script works only on projects of the source that declared it.
 */
export function agentPool(view: PoolQuestion): readonly AgentResource[] {
  const all = view.catalog.list('Agent');
  const selector = view.project.spec.agents;
  if (selector !== undefined) return all.map((item) => item.resource).filter((agent) => isSelected(agent, selector));
  const declared = all.filter((item) => item.source !== 'builtin' && !isForeignRehearsal(view, item));
  return (declared.length > 0 ? declared : all.filter((item) => item.source === 'builtin')).map(
    (item) => item.resource,
  );
}

function isSelected(
  agent: AgentResource,
  selector: { readonly names?: readonly string[]; readonly labels?: Readonly<Record<string, string>> },
): boolean {
  if (selector.names !== undefined && !selector.names.includes(agent.metadata.name)) return false;
  return Object.entries(selector.labels ?? {}).every(([key, value]) => agent.metadata.labels?.[key] === value);
}

function isForeignRehearsal(view: PoolQuestion, item: Declared<AgentResource>): boolean {
  if (item.source === view.project.source) return false;
  const model = item.resource.spec.model;
  return model !== undefined && view.catalog.get('Model', model)?.resource.spec.provider === 'scripted';
}
