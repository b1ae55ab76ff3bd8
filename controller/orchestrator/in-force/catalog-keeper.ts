import type { Catalog } from '../../catalog/catalog.ts';
import { ruleSetDigest } from '../../catalog/kinds/rule-set-digest.ts';
import { stages, type Stage } from '../../catalog/kinds/rule-set.ts';
import type { RuleSetResource } from '../../catalog/kinds/kinds.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { loadRuleSet } from '../../policy/load-rule-set.ts';
import type { RuleBundle } from '../../policy/verdict.ts';
import type { ProjectRow } from '../../store/entities/project.ts';
import type { RuleBundles } from '../judge/judge.ts';

type Ruled = Pick<ProjectRow, 'name' | 'spec'>;

/** What is in force now: the built-ins and the last good revision of everything declared. */
export interface CatalogKeeper {
  current(): Catalog;
  /**
   * What is in force from now on. A rule set is swapped whole, when its digest is another one; one that does not load, or
   * is not there any more, leaves the one before it in force.
   */
  replace(catalog: Catalog): void;
  /** Whether a rule set of that stage and name is in force, declared or not. */
  has(stage: Stage, name: string): boolean;
  /** Puts a rule set back in force that was so before this process began. */
  recall(resource: RuleSetResource): void;
  /** The rule sets that decide for a project. Fails with RULES_INVALID when one that it names never was there and sound. */
  bundlesFor(project: Ruled): RuleBundles;
  /** Those of them that are not declared any more. */
  missingFor(project: Ruled): readonly RuleBundle[];
  /** Every rule set that is declared and in force. */
  declaredBundles(): readonly RuleBundle[];
}

const defaults: Readonly<Record<Stage, string>> = {
  phase: 'maios-phases',
  scoring: 'maios-scoring',
  escalation: 'maios-escalation',
  permission: 'maios-permissions',
};

/** The name of the rule set that decides a stage for a project. */
export function ruleSetNameOf({ spec }: Pick<Ruled, 'spec'>, stage: Stage): string {
  return spec.rules?.[stage] ?? defaults[stage];
}

export function createCatalogKeeper(initial: Catalog): CatalogKeeper {
  const loaded: Loaded = { bundles: new Map(), refused: new Map() };
  const { bundles, refused } = loaded;
  let catalog = initial;
  let declared = loadBundles(catalog, loaded);
  const bundle = (project: Ruled, stage: Stage): RuleBundle => {
    const name = ruleSetNameOf(project, stage);
    const found = bundles.get(keyOf(stage, name));
    if (found !== undefined) return found;
    const mistake = refused.get(keyOf(stage, name));
    const instead = mistake === undefined ? 'none' : `one that does not load: ${mistake.message}`;
    const message = `${project.name}: expected a rule set "${name}" for the stage ${stage}, found ${instead}`;
    throw new MaiosError('RULES_INVALID', message);
  };
  return {
    current: () => catalog,
    replace(next) {
      catalog = next;
      declared = loadBundles(catalog, loaded);
    },
    has: (stage, name) => bundles.has(keyOf(stage, name)),
    recall: (resource) => load(resource, loaded),
    bundlesFor: (project) => ({
      phase: bundle(project, 'phase'),
      scoring: bundle(project, 'scoring'),
      escalation: bundle(project, 'escalation'),
      permission: bundle(project, 'permission'),
    }),
    missingFor: (project) =>
      stages.map((stage) => bundle(project, stage)).filter(({ stage, name }) => !declared.has(keyOf(stage, name))),
    declaredBundles: () => [...declared].flatMap((key) => bundles.get(key) ?? []),
  };
}

interface Loaded {
  readonly bundles: Map<string, RuleBundle>;
  /** Why the newest revision of a rule set does not load, where it does not. */
  readonly refused: Map<string, MaiosError>;
}

// What does not load was reported when it was declared, and its last good bundle stays.
function loadBundles(catalog: Catalog, loaded: Loaded): ReadonlySet<string> {
  const declared = catalog.list('RuleSet').map(({ resource }) => resource);
  for (const resource of declared) load(resource, loaded);
  return new Set(declared.map(({ spec, metadata }) => keyOf(spec.stage, metadata.name)));
}

function load(resource: RuleSetResource, { bundles, refused }: Loaded): void {
  const key = keyOf(resource.spec.stage, resource.metadata.name);
  if (bundles.get(key)?.digest === ruleSetDigest(resource.spec)) return;
  const { bundle, problems } = loadRuleSet(resource);
  if (bundle !== undefined) bundles.set(key, bundle);
  const [mistake] = problems ?? [];
  if (mistake !== undefined) refused.set(key, mistake);
}

// One of the same name and another stage is another rule set: it takes no place of the first one.
function keyOf(stage: Stage, name: string): string {
  return `${stage}/${name}`;
}
