import type { Model } from '../../models/model.ts';
import { callTool, type CallEnd } from '../calls/call-tool.ts';
import { progressOf, type PlacedCall, type Progress } from '../session/progress.ts';
import { readArguments } from '../calls/read-arguments.ts';
import { failed, type Failed, type RunSession } from '../session/run-session.ts';
import { findStuck, stuckLabel, wasWarned } from './stuck.ts';
import { takeTurn, type TurnParts } from './take-turn.ts';
import { tellDoing } from '../session/tell-doing.ts';
import type { Toolbox } from '../calls/toolbox.ts';
import type { Workbench } from '../bench/workbench.ts';

export interface LoopParts<T> extends TurnParts {
  readonly toolbox: Toolbox<T>;
  /** undefined: no skill can be called. */
  readonly bench: Workbench | undefined;
  readonly maxTurns: number;
}

export type LoopEnd<T> =
  | { readonly kind: 'said'; readonly text: string }
  | { readonly kind: 'submitted'; readonly value: T; readonly text: string }
  | Failed;

/**
 * The agent's turns, until it answers without calls (where it must not hand something in), hands in what the control
 * tool wants, or fails. What comes next is read from the recorded steps alone: after a crash the loop goes on with the
 * call that was not carried out, and no model call is repeated.
 */
export async function runLoop<T>(session: RunSession, parts: LoopParts<T>): Promise<LoopEnd<T>> {
  for (;;) {
    session.signal.throwIfAborted();
    const progress = progressOf(session.steps);
    const end = endOf(progress, parts) ?? (await answerCalls(session, parts, progress));
    if (end !== undefined) return end;
    const stuck = await checkStuck(session);
    if (stuck !== undefined) return stuck;
    const now = progressOf(session.steps);
    if (now.turns >= parts.maxTurns) {
      return failed('turn-limit', `expected an end within ${parts.maxTurns} turns, found none`);
    }
    await remindIfSilent(session, parts, now);
    const overflow = await takeTurn(session, parts, now.turns + 1);
    if (overflow !== undefined) return overflow;
  }
}

function endOf<T>(progress: Progress, { toolbox }: LoopParts<T>): LoopEnd<T> | undefined {
  const { lastTurn, calls } = progress;
  if (lastTurn === undefined) return undefined;
  const said = calls.length === 0 && lastTurn.text.trim() !== '' && lastTurn.finish !== 'length';
  if (said && toolbox.control === undefined) return { kind: 'said', text: lastTurn.text };
  return submittedBefore(calls, toolbox, lastTurn.text);
}

// A hand-in that was accepted just before a crash counts without being asked for again.
function submittedBefore<T>(
  calls: readonly PlacedCall[],
  { control }: Toolbox<T>,
  text: string,
): LoopEnd<T> | undefined {
  const accepted = calls.find(({ call, observation }) => call.name === control?.tool.name && observation?.ok === true);
  if (accepted === undefined || control === undefined) return undefined;
  const read = readArguments(accepted.call.arguments, control.tool.parameters);
  const value = read.ok ? control.accept(read.args) : read;
  return value.ok ? { kind: 'submitted', value: value.value, text } : undefined;
}

async function answerCalls<T>(
  session: RunSession,
  parts: LoopParts<T>,
  progress: Progress,
): Promise<LoopEnd<T> | undefined> {
  for (const placed of progress.calls) {
    if (placed.observation !== undefined) continue;
    tellDoing(session, placed.call.name);
    const end = await callTool(session, parts.bench, parts.toolbox, placed);
    if (end.kind === 'failed') return end;
    await recordObservation(session, placed, hinted(end, placed, progress, parts.model));
    if (end.kind === 'submitted') return { kind: 'submitted', value: end.value, text: progress.lastTurn?.text ?? '' };
  }
  return undefined;
}

// The last call of an answer that was too long is cut in the middle, which a model cannot see from what is wrong with it.
function hinted<T>(
  end: Exclude<CallEnd<T>, Failed>,
  placed: PlacedCall,
  { lastTurn, calls }: Progress,
  { maxOutputTokens }: Model,
): Exclude<CallEnd<T>, Failed> {
  const isCut = lastTurn?.finish === 'length' && placed === calls.at(-1);
  if (!isCut || end.kind !== 'observed' || end.observation.ok) return end;
  const text = `${end.observation.text}\nYour answer was cut here: it can have ${maxOutputTokens} tokens at most. Hand it over in smaller parts.`;
  return { kind: 'observed', observation: { ok: false, text } };
}

async function recordObservation<T>(
  session: RunSession,
  { call }: PlacedCall,
  end: Exclude<CallEnd<T>, Failed>,
): Promise<void> {
  const body = { callId: call.id, skill: call.name, ok: end.observation.ok, text: end.observation.text };
  await session.record({ kind: 'observation', label: call.name, body });
}

/** Warns the agent once; the second time, the run ends. */
async function checkStuck(session: RunSession): Promise<Failed | undefined> {
  const stuck = findStuck(session.steps);
  if (stuck === undefined) return undefined;
  if (wasWarned(session.steps)) {
    return failed('stuck', `expected progress, found that ${stuck.message}, also after a warning`);
  }
  const text = `You are going in circles: ${stuck.message}. Doing the same again will not help. Look at what you know, and try something else.`;
  await session.record({ kind: 'note', label: stuckLabel, body: { text } });
  return undefined;
}

// An answer that neither calls nor ends anything would leave the model without a word to answer to.
async function remindIfSilent<T>(
  session: RunSession,
  { toolbox }: LoopParts<T>,
  { lastTurn, calls }: Progress,
): Promise<void> {
  if (lastTurn === undefined || calls.length > 0) return;
  const cut = lastTurn.finish === 'length' ? 'Your answer was cut because it was too long. ' : '';
  const wanted =
    toolbox.control === undefined
      ? 'Call a tool, or end with a short summary of the result.'
      : `Hand in your result by calling ${toolbox.control.tool.name}.`;
  await session.record({ kind: 'note', label: 'reminder', body: { text: `${cut}${wanted}` } });
}
