import type { ModelResource } from '../catalog/kinds/kinds.ts';
import type { Config } from '../config/config.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { checkModelKey } from '../models/create-model.ts';

/** Why a model cannot be used here: MODEL_KEY_MISSING, or SANDBOX_UNSAFE where what it writes would not be isolated. */
export function checkModel(model: ModelResource, isIsolated: boolean, config: Config): MaiosError | undefined {
  const unsafe = model.spec.provider !== 'scripted' && !isIsolated && !config.allowUnsafeSandbox;
  if (!unsafe) return checkModelKey(model, config);
  const name = model.metadata.name;
  return (
    checkModelKey(model, config) ??
    new MaiosError(
      'SANDBOX_UNSAFE',
      `model ${name}: expected an isolated sandbox for code that a model writes, found the plain process`,
    )
  );
}
