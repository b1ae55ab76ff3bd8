import type { ModelSpec } from '../catalog/kinds/model.ts';
import type { OpenAiEndpoint } from './ask-openai.ts';
import { modelLimits } from './model-limits.ts';
import type { Model } from './model.ts';
import { retryModel } from './retry-model.ts';

/**
 * Any OpenAI-compatible chat endpoint, streaming. Retries by itself what may pass (429, 5xx, a cut stream, no
 * connection), as often as the Model's limits say, heeding Retry-After; after a retry, `onText` hears the text anew.
 * An abort of the request's signal rejects with the signal's own reason.
 */
export function createOpenAiModel(name: string, spec: ModelSpec, endpoint: OpenAiEndpoint): Model {
  const limits = modelLimits(spec);
  return {
    name,
    scripted: false,
    contextTokens: limits.contextTokens,
    maxOutputTokens: limits.maxOutputTokens,
    parallelCalls: limits.parallelCalls,
    price: spec.price,
    complete: (request) =>
      retryModel(limits.retries, request, async () => {
        // The package takes memory that processes which ask no such model can spare.
        const { askOpenAi } = await import('./ask-openai.ts');
        return askOpenAi(endpoint, limits, request);
      }),
  };
}
