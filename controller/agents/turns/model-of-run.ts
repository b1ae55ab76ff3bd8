import type { Model } from '../../models/model.ts';
import type { RunSession } from '../session/run-session.ts';
import { requireSafeSandbox } from '../bench/workbench.ts';

const defaultModel = 'maios-default';

/** The model that the run thinks with. Fails with NOT_FOUND, MODEL_KEY_MISSING or SANDBOX_UNSAFE. */
export function modelOfRun({ deps, scope, work, agent }: RunSession): Model {
  const name = work.run.model ?? agent?.spec.model ?? work.project.spec.model ?? defaultModel;
  const model = deps.modelFor(scope, name);
  requireSafeSandbox(deps, model);
  return model;
}
