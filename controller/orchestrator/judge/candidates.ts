import { agentPool, type PoolQuestion } from '../../catalog/agent-pool.ts';
import { skillName, type AgentResource, type SkillPermissionResource } from '../../catalog/kinds/kinds.ts';
import type { GrantSubject } from '../../policy/grants.ts';
import { permittedSkills } from '../../policy/permitted-skills.ts';
import type { ProjectView, TaskView } from '../observe/project-view.ts';

/** An agent that passed the hard filter for a task; which one gets it is for the scoring rules. */
export interface Candidate {
  readonly agent: AgentResource;
  /** It has no free slot now; it is scored all the same, so that the table shows it. */
  readonly busy: boolean;
}

/** An agent that was left out, and why. */
export interface Excluded {
  readonly agent: string;
  readonly reason: string;
}

export interface CandidateTable {
  readonly candidates: readonly Candidate[];
  readonly excluded: readonly Excluded[];
}

/** The hard filter: selector, skills, permission, and never an agent that this task was taken from. */
export function findCandidates(view: ProjectView, task: TaskView): CandidateTable {
  const pool = agentPool(view);
  const candidates: Candidate[] = [];
  const excluded: Excluded[] = [];
  for (const agent of pool) {
    const reason = reasonAgainst(view, task, agent);
    const { name } = agent.metadata;
    if (reason === undefined) candidates.push({ agent, busy: isBusy(view, agent) });
    else excluded.push({ agent: name, reason });
  }
  return { candidates, excluded };
}

function reasonAgainst(view: ProjectView, { row }: TaskView, agent: AgentResource): string | undefined {
  const reason = row.skills.length === 0 ? undefined : withoutSkill(view, row.skills, agent);
  if (reason !== undefined) return reason;
  const past = row.excluded.find((entry) => entry.agent === agent.metadata.name);
  return past === undefined ? undefined : `failed here before: ${past.class}`;
}

function withoutSkill(view: ProjectView, skills: readonly string[], agent: AgentResource): string | undefined {
  const known = new Set((agent.spec.skills ?? []).map(skillName));
  const lacking = skills.map(skillName).filter((skill) => !known.has(skill));
  if (lacking.length > 0) return `lacks the skill ${lacking.join(', ')}`;
  const permitted = permittedSkills(permissionsOf(view), subjectOf(agent));
  const denied = skills.map(skillName).filter((skill) => !permitted.has(skill));
  return denied.length > 0 ? `is not permitted ${denied.join(', ')}` : undefined;
}

function permissionsOf(view: ProjectView): readonly SkillPermissionResource[] {
  return view.catalog.list('SkillPermission').map((item) => item.resource);
}

function subjectOf({ metadata, spec }: AgentResource): GrantSubject {
  return { name: metadata.name, role: spec.role, labels: metadata.labels ?? {} };
}

/** Whether all slots of an agent are taken, those included that `taken` names in the plan being made. */
export function isBusy(view: ProjectView, { metadata, spec }: AgentResource, taken: readonly string[] = []): boolean {
  const takenNow = taken.filter((name) => name === metadata.name).length;
  return (view.evidence.get(metadata.name)?.active ?? 0) + takenNow >= (spec.capacity ?? 1);
}

/** The agents of a role in the pool. */
export function agentsOfRole(view: ProjectView, role: string): readonly AgentResource[] {
  return agentPool(view).filter((agent) => agent.spec.role === role);
}

/** The agent of a role in the pool, a free one first. */
export function agentOfRole(view: ProjectView, role: string): AgentResource | undefined {
  const inPool = agentsOfRole(view, role);
  return inPool.find((agent) => !isBusy(view, agent)) ?? inPool[0];
}

/** Who plans where the pool has no planner: the one that comes with maios. */
export function builtinPlanner({ catalog }: PoolQuestion): AgentResource | undefined {
  return catalog.list('Agent').find((item) => item.source === 'builtin' && item.resource.spec.role === 'planner')
    ?.resource;
}

/** The Model that an agent, or the project itself, thinks with. */
export function modelOf(view: PoolQuestion, agent: AgentResource | undefined): string {
  const organization = view.catalog.list('Organization').find((item) => item.resource.spec.defaultModel !== undefined);
  return agent?.spec.model ?? view.project.spec.model ?? organization?.resource.spec.defaultModel ?? 'maios-default';
}
