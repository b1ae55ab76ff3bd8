import { type Catalog } from '../catalog/catalog.ts';
import { type Stage } from '../catalog/kinds/rule-set.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { loadRuleSet } from '../policy/load-rule-set.ts';
import { type RuleBundle } from '../policy/verdict.ts';
import { type ProjectRow } from '../store/entities/project.ts';
import { type RuleBundles } from './judge.ts';

/** What is in force now: the built-ins and the last good revision of everything declared. */
export interface CatalogKeeper {
  current(): Catalog;
  /** What is in force from now on; a rule set that does not load leaves the one before it in force. */
  replace(catalog: Catalog): void;
  /** The rule sets that decide for a project. Fails with RULES_INVALID when one that it names is not there. */
  bundlesFor(project: Pick<ProjectRow, 'name' | 'spec'>): RuleBundles;
}

const defaults: Readonly<Record<Stage, string>> = {
  phase: 'maios-phases',
  scoring: 'maios-scoring',
  escalation: 'maios-escalation',
  permission: 'maios-permissions',
};

export function createCatalogKeeper(initial: Catalog): CatalogKeeper {
  const bundles = new Map<string, RuleBundle>();
  let catalog = initial;
  const bundle = (project: Pick<ProjectRow, 'name' | 'spec'>, stage: Stage): RuleBundle => {
    const name = project.spec.rules?.[stage] ?? defaults[stage];
    const found = bundles.get(name);
    if (found !== undefined && found.stage === stage) return found;
    throw new MaiosError(
      'RULES_INVALID',
      `${project.name}: expected a rule set "${name}" for the stage ${stage}, found none`,
    );
  };
  const keeper: CatalogKeeper = {
    current: () => catalog,
    replace(next) {
      catalog = next;
      loadBundles(catalog, bundles);
    },
    bundlesFor: (project) => ({
      phase: bundle(project, 'phase'),
      scoring: bundle(project, 'scoring'),
      escalation: bundle(project, 'escalation'),
      permission: bundle(project, 'permission'),
    }),
  };
  loadBundles(catalog, bundles);
  return keeper;
}

// Swapped whole, by name; what does not load was reported when it was declared, and its last good bundle stays.
function loadBundles(catalog: Catalog, bundles: Map<string, RuleBundle>): void {
  for (const { resource } of catalog.list('RuleSet')) {
    const loaded = loadRuleSet(resource);
    if (loaded.bundle !== undefined) bundles.set(resource.metadata.name, loaded.bundle);
  }
}
