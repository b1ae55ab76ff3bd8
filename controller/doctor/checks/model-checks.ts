import { loadBuiltins } from '../../catalog/builtins.ts';
import type { ModelResource } from '../../catalog/kinds/kinds.ts';
import type { Config } from '../../config/config.ts';
import { checkModelKey } from '../../models/create-model.ts';
import { probeModel } from '../../models/probe-model.ts';
import type { Check } from '../check.ts';
import { failed, type Finding, ok, warning } from '../finding.ts';

/** The models that agents think with; no token is spent. */
export const modelChecks: readonly Check[] = [
  {
    name: 'default model',
    about: 'The model of whoever declares none: its key is there, its endpoint answers.',
    async run({ config }) {
      const builtin = (await loadBuiltins()).declared.flatMap(({ resource }) =>
        resource.kind === 'Model' ? [resource] : [],
      );
      return worst(await Promise.all(builtin.map(async (model) => findingOf(model, config, warning))));
    },
  },
  {
    name: 'models',
    about: 'The models that are declared: their keys are there, their endpoints answer.',
    needs: 'database',
    async run({ database, config }) {
      const models = await database.models();
      if (models.length === 0) return undefined;
      return worst(await Promise.all(models.map(async (model) => findingOf(model, config, failed))));
    },
  },
];

async function findingOf(model: ModelResource, config: Config, withoutKey: typeof warning): Promise<Finding> {
  const { name } = model.metadata;
  if (model.spec.provider === 'scripted') return ok(`${name}: a script`);
  const missing = checkModelKey(model, config);
  if (missing !== undefined) return withoutKey(`${name}: ${missing.message}`, missing.fix);
  const problem = await probeModel(model, config);
  return problem === undefined ? ok(`${name}: answers`) : failed(`${name}: ${problem.message}`, problem.fix);
}

const rank = { ok: 0, skipped: 1, warning: 2, failed: 3 } as const;

// One line for all of them: the worst, or all that are well.
function worst(findings: readonly Finding[]): Finding | undefined {
  const [first] = findings.toSorted((a, b) => rank[b.status] - rank[a.status]);
  return first?.status === 'ok' ? ok(findings.map(({ found }) => found).join(', ')) : first;
}
