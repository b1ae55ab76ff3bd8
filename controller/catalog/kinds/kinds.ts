import { agentKind, type AgentSpec } from './agent.ts';
import type { Resource } from './envelope.ts';
import { modelKind, type ModelSpec } from './model.ts';
import { organizationKind, type OrganizationSpec } from './organization.ts';
import { projectKind, type ProjectSpec } from './project.ts';
import { ruleSetKind, type RuleSetSpec } from './rule-set.ts';
import { skillKind, type SkillSpec } from './skill.ts';
import { skillPermissionKind, type SkillPermissionSpec } from './skill-permission.ts';

/** Every kind, in the order in which a newcomer should read about them. */
export const kinds = {
  Project: projectKind,
  Agent: agentKind,
  Skill: skillKind,
  SkillPermission: skillPermissionKind,
  RuleSet: ruleSetKind,
  Model: modelKind,
  Organization: organizationKind,
} as const;

export type Kind = keyof typeof kinds;

export type ProjectResource = Resource<'Project', ProjectSpec>;
export type AgentResource = Resource<'Agent', AgentSpec>;
export type SkillResource = Resource<'Skill', SkillSpec>;
export type SkillPermissionResource = Resource<'SkillPermission', SkillPermissionSpec>;
export type RuleSetResource = Resource<'RuleSet', RuleSetSpec>;
export type ModelResource = Resource<'Model', ModelSpec>;
export type OrganizationResource = Resource<'Organization', OrganizationSpec>;

export type AnyResource =
  | ProjectResource
  | AgentResource
  | SkillResource
  | SkillPermissionResource
  | RuleSetResource
  | ModelResource
  | OrganizationResource;

export type ResourceOf<K extends Kind> = Extract<AnyResource, { kind: K }>;

/** The name by which agents and models call a skill: its resource name with `_` for `-`. */
export function skillName(name: string): string {
  return name.replaceAll('-', '_');
}
