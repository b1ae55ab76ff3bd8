import { setTimeout as wait } from 'node:timers/promises';
import { skillName } from '../catalog/kinds/kinds.ts';
import type { ModelSpec, ScriptedTurn } from '../catalog/kinds/model.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { estimateRequest, estimateTokens } from './estimate-tokens.ts';
import { modelLimits } from './model-limits.ts';
import type { Model, ModelAnswer, ModelRequest, RequestOrigin, ToolCall } from './model.ts';

/**
 * A rehearsal: answers from a script. It holds no state: the first turn whose `match` fits what the request says of
 * itself is the answer, so that a run which is resumed, or asked twice, gets the same one.
 * Fails with MODEL_SCRIPT_EXHAUSTED when no turn fits.
 */
export function createScriptedModel(name: string, spec: ModelSpec): Model {
  const limits = modelLimits(spec);
  const script = spec.script ?? [];
  return {
    name,
    scripted: true,
    contextTokens: limits.contextTokens,
    maxOutputTokens: limits.maxOutputTokens,
    parallelCalls: limits.parallelCalls,
    price: spec.price,
    complete: async (request) => {
      request.signal.throwIfAborted();
      const turn = script.find((candidate) => fits(candidate, request.origin));
      if (turn === undefined) throw exhausted(name, request.origin);
      if (turn.delayMs !== undefined) await delay(turn.delayMs, request.signal);
      return answerOf(turn, request);
    },
  };
}

// The origin answers each key of `match` by the same name.
const matchKeys = [
  'purpose',
  'project',
  'task',
  'agent',
  'attempt',
  'turn',
] as const satisfies readonly (keyof RequestOrigin)[];

function fits(turn: ScriptedTurn, origin: RequestOrigin): boolean {
  return matchKeys.every((key) => turn.match[key] === undefined || turn.match[key] === origin[key]);
}

function answerOf(turn: ScriptedTurn, request: ModelRequest): ModelAnswer {
  const text = turn.say ?? '';
  const calls = (turn.calls ?? []).map((call, index): ToolCall => ({
    id: `call-${request.origin.turn}-${index + 1}`,
    name: skillName(call.skill),
    arguments: JSON.stringify(call.arguments),
  }));
  if (text !== '') request.onText?.(text);
  return {
    text,
    calls,
    usage: {
      inputTokens: estimateRequest(request.messages, request.tools),
      outputTokens: estimateTokens(text) + estimateTokens(JSON.stringify(calls)),
    },
    finish: calls.length === 0 ? 'stop' : 'calls',
  };
}

function exhausted(name: string, origin: RequestOrigin): MaiosError {
  const asked = matchKeys
    .filter((key) => origin[key] !== undefined)
    .map((key) => `${key}: ${origin[key]}`)
    .join(', ');
  return new MaiosError(
    'MODEL_SCRIPT_EXHAUSTED',
    `expected a turn of the scripted model ${name} that matches {${asked}}, found none`,
    { details: { isFree: true } },
  );
}

async function delay(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
