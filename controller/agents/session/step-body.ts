import type { StepKind } from '../../events/event.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import type { ModelAnswer, ToolCall } from '../../models/model.ts';

/** What the model said in one turn; `calls` are carried out in this order. */
export interface TurnBody {
  readonly turn: number;
  readonly text: string;
  readonly calls: readonly ToolCall[];
  readonly usage: ModelAnswer['usage'];
  readonly finish: ModelAnswer['finish'];
}

/** What one call of the turn before showed. */
export interface ObservationBody {
  readonly callId: string;
  readonly skill: string;
  readonly ok: boolean;
  readonly text: string;
}

/** The proof: what the task's verify command said. */
export interface VerifyBody {
  readonly command: string;
  readonly passed: boolean;
  readonly exitCode: number | null;
  readonly output: string;
}

/** Said by maios to the agent. */
export interface NoteBody {
  readonly text: string;
}

/** The agent's lesson at the end; empty when there was none. */
export interface ReflectionBody {
  readonly text: string;
}

interface Bodies {
  turn: TurnBody;
  observation: ObservationBody;
  verify: VerifyBody;
  note: NoteBody;
  reflection: ReflectionBody;
}

/** One recorded step of a run, its body read; `n` counts from 1. */
export type Step = {
  [K in StepKind]: {
    readonly n: number;
    readonly kind: K;
    readonly label: string | undefined;
    readonly body: Bodies[K];
  };
}[StepKind];

/** A step before it has its number. */
export type NewStep = {
  [K in StepKind]: { readonly kind: K; readonly label: string | undefined; readonly body: Bodies[K] };
}[StepKind];

/** The body as it is stored, by its sha256: one JSON object. */
export function writeStepBody(step: NewStep): string {
  return JSON.stringify(step.body);
}

/** A stored step, read again. Only this project writes steps, so their form is taken on trust. */
export function readStep(stored: {
  readonly n: number;
  readonly kind: StepKind;
  readonly label: string | undefined;
  readonly body: string;
}): Step {
  const { n, kind, label } = stored;
  try {
    const body: unknown = JSON.parse(stored.body);
    return { n, kind, label, body } as Step;
  } catch (cause) {
    throw new MaiosError('STORE_BUG', `expected the body of step ${n} to be JSON, found something else`, { cause });
  }
}
