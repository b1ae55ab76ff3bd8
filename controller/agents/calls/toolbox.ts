import type { Catalog } from '../../catalog/catalog.ts';
import { skillName, type AgentResource, type SkillResource } from '../../catalog/kinds/kinds.ts';
import type { Tool } from '../../models/model.ts';

/** A tool that maios itself answers: how a plan, a review or a decision is handed in. It ends the run. */
export interface ControlTool<T> {
  readonly tool: Tool;
  /** The arguments, already valid by the tool's schema, or what is wrong with them, told to the agent. */
  readonly accept: (
    args: Readonly<Record<string, unknown>>,
  ) => { readonly ok: true; readonly value: T } | { readonly ok: false; readonly text: string };
}

/** What one run may call. */
export interface Toolbox<T> {
  readonly skills: ReadonlyMap<string, SkillResource>;
  readonly control: ControlTool<T> | undefined;
  readonly tools: readonly Tool[];
}

/** The agent's declared skills that exist, `offered` of them, and the control tool. */
export function toolboxOf<T>(
  catalog: Catalog,
  agent: AgentResource | undefined,
  control: ControlTool<T> | undefined,
  offered: (skill: SkillResource) => boolean = () => true,
): Toolbox<T> {
  const known = new Set((agent?.spec.skills ?? []).map(skillName));
  const skills = catalog
    .list('Skill')
    .map(({ resource }) => resource)
    .filter((skill) => known.has(skillName(skill.metadata.name)) && offered(skill));
  return {
    skills: new Map(skills.map((skill) => [skillName(skill.metadata.name), skill])),
    control,
    tools: [...skills.map(toolOf), ...(control === undefined ? [] : [control.tool])],
  };
}

function toolOf({ metadata, spec }: SkillResource): Tool {
  return { name: skillName(metadata.name), description: spec.description, parameters: spec.parameters };
}
