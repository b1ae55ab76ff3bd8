import { loadBuiltins } from '../../controller/catalog/builtins.ts';
import { apiVersion } from '../../controller/catalog/kinds/envelope.ts';
import type { AnyResource, RuleSetResource } from '../../controller/catalog/kinds/kinds.ts';
import { readScenario } from '../../controller/simulate/scenario/read-scenario.ts';
import type { ScenarioSpec } from '../../controller/simulate/scenario/scenario-schema.ts';
import { createSetting, type Setting } from '../../controller/simulate/scenario/setting.ts';
import { declared } from '../support/view.ts';

/** A scenario as a file would say it, checked as files are. */
export function scenario(spec: ScenarioSpec): ScenarioSpec {
  const document = { apiVersion, kind: 'Scenario', metadata: { name: 'test' }, spec };
  const { scenario: read, problems } = readScenario('scenario.json', JSON.stringify(document));
  if (read === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return read.spec;
}

/** What it is played with: what comes with maios and the resources given, and rule sets in place of those in force. */
export async function settingOf(
  spec: ScenarioSpec,
  resources: readonly AnyResource[] = [],
  rules: readonly RuleSetResource[] = [],
): Promise<Setting> {
  const own = { source: 'files:test', revision: 'r1', declared: resources.map((each) => declared(each, 'files:test')) };
  return createSetting(spec, [await loadBuiltins(), { ...own, problems: [] }], rules);
}

/** A task with a role and a proof. */
export function task(name: string, more: object = {}) {
  return { name, title: name, role: 'developer', verify: 'true', ...more };
}
