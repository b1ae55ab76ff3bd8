import type { ModelSpec } from '../catalog/kinds/model.ts';

export interface ModelLimits {
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly parallelCalls: number | undefined;
}

/** The limits of a Model, with the defaults that its schema documents. */
export function modelLimits(spec: ModelSpec): ModelLimits {
  return {
    contextTokens: spec.limits?.contextTokens ?? 128_000,
    maxOutputTokens: spec.limits?.maxOutputTokens ?? 4096,
    timeoutMs: (spec.limits?.timeoutSeconds ?? 120) * 1000,
    retries: spec.limits?.retries ?? 3,
    parallelCalls: spec.limits?.parallelCalls,
  };
}
