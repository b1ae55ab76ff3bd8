import type { ModelResource } from '../catalog/kinds/kinds.ts';
import type { Config } from '../config/config.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { keyOf } from './create-model.ts';

const withinMs = 3000;

/**
 * Asks an OpenAI-compatible endpoint for its list of models, which costs no token. MODEL_UNAVAILABLE when nothing answers,
 * MODEL_REFUSED when the key is; any other answer is one.
 */
export async function probeModel(resource: ModelResource, config: Config): Promise<MaiosError | undefined> {
  const baseUrl = resource.spec.endpoint?.baseUrl ?? config.modelBaseUrl;
  const key = keyOf(resource, config);
  const headers = key === undefined ? undefined : { Authorization: `Bearer ${key.reveal()}` };
  try {
    const { status } = await fetch(`${baseUrl.replace(/\/+$/, '')}/models`, {
      signal: AbortSignal.timeout(withinMs),
      ...(headers === undefined ? {} : { headers }),
    });
    if (status !== 401 && status !== 403) return undefined;
    return new MaiosError('MODEL_REFUSED', `expected ${baseUrl} to take the key, found HTTP ${status}`);
  } catch (cause) {
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
    return new MaiosError('MODEL_UNAVAILABLE', `expected an answer of ${baseUrl} within 3 s, found: ${reason}`, {
      cause,
    });
  }
}
