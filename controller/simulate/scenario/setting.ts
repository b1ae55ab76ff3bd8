import { assembleCatalog } from '../../catalog/assemble.ts';
import type { Catalog, Declared } from '../../catalog/catalog.ts';
import { apiVersion } from '../../catalog/kinds/envelope.ts';
import type { AgentResource, RuleSetResource } from '../../catalog/kinds/kinds.ts';
import type { ProjectSpec } from '../../catalog/kinds/project.ts';
import type { Stage } from '../../catalog/kinds/rule-set.ts';
import type { SourceSnapshot } from '../../catalog/source-snapshot.ts';
import { digestOf } from '../../catalog/kinds/digest.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { createCatalogKeeper, ruleSetNameOf } from '../../orchestrator/in-force/catalog-keeper.ts';
import type { RuleBundles } from '../../orchestrator/judge/judge.ts';
import { loadRuleSet } from '../../policy/load-rule-set.ts';
import type { RuleBundle } from '../../policy/verdict.ts';
import type { ProjectRow } from '../../store/entities/project.ts';
import { namesOf } from '../script/fare-of.ts';
import type { ScenarioSpec, ScriptedAgent } from './scenario-schema.ts';

/** What a scenario is played with: everything that is declared, and the rule sets that decide. */
export interface Setting {
  readonly catalog: Catalog;
  readonly bundlesFor: (project: Pick<ProjectRow, 'name' | 'spec'>) => RuleBundles;
  /** Rule sets that decide for every project, in place of those that it names. */
  readonly tried: readonly RuleSetResource[];
}

/**
 * What comes with maios, what the specs declare, and the agents of the scenario, who take the place of declared ones of
 * their name. `rules` decide for every project, each rule set in its stage, whatever its name. Fails with the
 * first thing that is wrong: RULES_INVALID, SPEC_OWNED, SPEC_REFERENCE and others.
 */
export function createSetting(
  spec: ScenarioSpec,
  snapshots: readonly SourceSnapshot[],
  rules: readonly RuleSetResource[],
): Setting {
  const declared = snapshots.map((snapshot) => withoutTaken(snapshot, spec));
  const everything = declared.flatMap((snapshot) => snapshot.declared);
  const before = new Map(snapshots.flatMap((snapshot) => snapshot.declared).flatMap(agentEntry));
  const own = (spec.agents ?? []).flatMap((agent) =>
    namesOf(agent).map((name) => scripted(agent, name, before.get(name))),
  );
  const source = { source: 'api', revision: 'scenario', declared: own, problems: [] };
  const { catalog, problems } = assembleCatalog([...declared, source], everything);
  // Whoever is declared twice or names what is not there would be missing, and the numbers be those of others.
  const [problem] = problems;
  if (problem !== undefined) throw problem;
  const keeper = createCatalogKeeper(catalog);
  const tried = byStage(rules);
  return { catalog, bundlesFor: (project) => ({ ...keeper.bundlesFor(project), ...tried }), tried: rules };
}

/** What the projects of a scenario declare, one for each line. */
export function projectSpecs({ projects }: ScenarioSpec, catalog: Catalog): readonly ProjectSpec[] {
  return projects.map(
    ({ name, spec }) => spec ?? catalog.get('Project', name)?.resource.spec ?? { request: 'simulated' },
  );
}

const played = ['phase', 'scoring', 'escalation'] as const;

/** The rule sets that decide something in a scenario. */
export function ruleSetsOf(spec: ScenarioSpec, { catalog, tried }: Setting): readonly RuleSetResource[] {
  const projects = projectSpecs(spec, catalog);
  return played.flatMap((stage) => {
    const own = tried.filter((resource) => resource.spec.stage === stage);
    if (own.length > 0) return own.slice(-1);
    const used = new Set(projects.map((project) => ruleSetNameOf({ spec: project }, stage)));
    return [...used].flatMap((name) => catalog.get('RuleSet', name)?.resource ?? []);
  });
}

function withoutTaken(snapshot: SourceSnapshot, { agents = [] }: ScenarioSpec): SourceSnapshot {
  const names = new Set(agents.flatMap(namesOf));
  const isTaken = ({ resource }: Declared): boolean => resource.kind === 'Agent' && names.has(resource.metadata.name);
  return { ...snapshot, declared: snapshot.declared.filter((item) => !isTaken(item)).map(withoutModel) };
}

// No model is asked here, and an agent that rehearses from a script works for every project.
function withoutModel(item: Declared): Declared {
  const { resource } = item;
  if (resource.kind !== 'Agent') return item;
  const { model: _model, ...spec } = resource.spec;
  return { ...item, resource: { ...resource, spec } };
}

function agentEntry({ resource }: Declared): readonly (readonly [string, AgentResource])[] {
  return resource.kind === 'Agent' ? [[resource.metadata.name, resource]] : [];
}

function scripted(agent: ScriptedAgent, name: string, before: AgentResource | undefined): Declared {
  const { role, capacity, skills, labels } = agent;
  const resource: AgentResource = {
    apiVersion,
    kind: 'Agent',
    metadata: { ...before?.metadata, name, ...(labels === undefined ? {} : { labels }) },
    spec: {
      instructions: 'Simulated.',
      ...before?.spec,
      role: role ?? before?.spec.role ?? 'developer',
      ...(capacity === undefined ? {} : { capacity }),
      ...(skills === undefined ? {} : { skills }),
    },
  };
  return { resource, source: 'api', revision: 'scenario', digest: digestOf(resource) };
}

function byStage(rules: readonly RuleSetResource[]): Partial<Record<Stage, RuleBundle>> {
  const bundles: Partial<Record<Stage, RuleBundle>> = {};
  for (const resource of rules) {
    const { bundle, problems } = loadRuleSet(resource);
    if (bundle === undefined)
      throw problems[0] ?? new MaiosError('RULES_INVALID', `${resource.metadata.name} does not load`);
    bundles[bundle.stage] = bundle;
  }
  return bundles;
}
