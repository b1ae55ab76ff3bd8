import type { ModelResource } from '../catalog/kinds/kinds.ts';
import type { Config } from '../config/config.ts';
import { MaiosError } from '../errors/maios-error.ts';
import type { Model } from './model.ts';
import { createOpenAiModel } from './openai-model.ts';
import { resolveSecret } from './resolve-secret.ts';
import { createScriptedModel } from './scripted-model.ts';
import type { Secret } from './secret.ts';

/** The key of Z.ai, which is asked where a Model names no endpoint. */
const defaultKey = 'env:ZAI_API_KEY';

/** A Model as declared, ready to answer. Its key is read at each call, not here. */
export function createModel(resource: ModelResource, config: Config): Model {
  const { name } = resource.metadata;
  if (resource.spec.provider === 'scripted') return createScriptedModel(name, resource.spec);
  const endpoint = resource.spec.endpoint;
  return createOpenAiModel(name, resource.spec, {
    baseUrl: endpoint?.baseUrl ?? config.modelBaseUrl,
    model: endpoint?.model ?? config.defaultModel,
    key: () => keyOf(resource, config),
  });
}

/** MODEL_KEY_MISSING when the model's key cannot be read now: asked before anything is stored. */
export function checkModelKey(resource: ModelResource, config: Config): MaiosError | undefined {
  if (resource.spec.provider === 'scripted') return undefined;
  const reference = keyReference(resource);
  const found = reference === undefined ? undefined : resolveSecret(reference, config);
  return found instanceof MaiosError ? found : undefined;
}

/** The key of a Model, read now; undefined when it needs none. Fails with MODEL_KEY_MISSING. */
export function keyOf(resource: ModelResource, config: Config): Secret | undefined {
  const reference = keyReference(resource);
  const found = reference === undefined ? undefined : resolveSecret(reference, config);
  if (found instanceof MaiosError) throw found;
  return found;
}

// An endpoint of one's own may need no key; the default one always does.
function keyReference(resource: ModelResource): string | undefined {
  const endpoint = resource.spec.endpoint;
  return endpoint?.key ?? (endpoint?.baseUrl === undefined ? defaultKey : undefined);
}
