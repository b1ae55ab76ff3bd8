import type { ToolCall } from '../../models/model.ts';
import type { ObservationBody, Step, TurnBody } from './step-body.ts';

/** A call of a recorded turn, with where it stands; `key` is the same after a restart and unique within the run. */
export interface PlacedCall {
  readonly call: ToolCall;
  readonly key: string;
  readonly observation: ObservationBody | undefined;
}

/** Where a run stands, read from its recorded steps alone: a resumed run goes on exactly where it stopped. */
export interface Progress {
  readonly turns: number;
  /** The last turn's calls, in order. */
  readonly calls: readonly PlacedCall[];
  /** The last turn, unless a note followed it (then the agent is to speak again). */
  readonly lastTurn: TurnBody | undefined;
}

export function progressOf(steps: readonly Step[]): Progress {
  const index = steps.findLastIndex((step) => step.kind === 'turn');
  const turn = steps[index];
  const turns = steps.reduce((count, step) => count + (step.kind === 'turn' ? 1 : 0), 0);
  if (turn === undefined || turn.kind !== 'turn') return { turns, calls: [], lastTurn: undefined };
  const after = steps.slice(index + 1);
  const observed = new Map(
    after.flatMap((step) => (step.kind === 'observation' ? [[step.body.callId, step.body]] : [])),
  );
  const calls = turn.body.calls.map((call, position) => ({
    call,
    key: `${turn.n}.${position + 1}`,
    observation: observed.get(call.id),
  }));
  const noted = after.some((step) => step.kind === 'note');
  return { turns, calls, lastTurn: noted ? undefined : turn.body };
}
