import { toMaiosError } from '../../errors/maios-error.ts';
import type { Message, Model } from '../../models/model.ts';
import type { FailureClass } from '../../policy/failures.ts';
import type { TaskRow } from '../../store/entities/task.ts';
import type { RunResult } from '../../store/run-contract.ts';
import { askModel } from '../turns/ask-model.ts';
import { openingOf } from '../opening/opening.ts';
import { originOf } from '../turns/take-turn.ts';
import type { RunSession } from '../session/run-session.ts';
import { isTakenAway } from '../session/run-stopped.ts';

/** A lesson is a sentence or two. */
const maxOutputTokens = 300;
const maxCharacters = 1000;
const shownCalls = 20;

// After these there is nothing of its own that an agent could learn from.
const unteachable: ReadonlySet<FailureClass> = new Set([
  'budget',
  'model-refused',
  'model-unavailable',
  'sandbox',
  'timeout',
  'fault',
  'permission-ask',
  'effect-unknown',
]);

/**
 * Asks the agent, once its outcome is known, for one lesson that would help the next one. It is asked once a run, also
 * over a restart. Reflection is a gift: when it fails, the run's outcome stands as it is.
 */
export async function reflect(
  session: RunSession,
  model: Model,
  task: TaskRow,
  result: RunResult,
): Promise<{ readonly lesson?: string }> {
  if (result.failure !== undefined && unteachable.has(result.failure.class)) return {};
  const before = session.steps.find((step) => step.kind === 'reflection');
  if (before?.kind === 'reflection') return lessonOf(before.body.text);
  try {
    const request = {
      origin: originOf(session, 'reflect', 1),
      messages: question(session, task, result),
      tools: [],
      maxOutputTokens,
    };
    const { text } = await askModel(session, model, request);
    await session.record({ kind: 'reflection', label: undefined, body: { text } });
    return lessonOf(text);
  } catch (error) {
    const { code } = toMaiosError(error);
    if (isTakenAway(session.signal, error) || code === 'STORE_UNAVAILABLE') throw error;
    if (code === 'INTERNAL' && !session.signal.aborted) session.deps.onFault(error, session.job);
    return {};
  }
}

function question(session: RunSession, task: TaskRow, { outcome, failure, summary }: RunResult): readonly Message[] {
  const calls = session.steps.flatMap((step) =>
    step.kind === 'observation' ? [`${step.body.skill}: ${step.body.ok ? 'ok' : 'failed'}`] : [],
  );
  const rules = [
    'Answer in one or two sentences, with one lesson that would help whoever does such a task next.',
    'Say nothing that is in the task already; if there is nothing to learn, answer NONE.',
  ];
  return openingOf(session.agent, rules, [
    { heading: 'The task was', text: `${task.title}\n${task.instructions ?? ''}` },
    { heading: 'It went like this', text: calls.slice(-shownCalls).join('\n') },
    { heading: `It ${outcome}`, text: `${summary}\n${failure?.detail ?? ''}` },
  ]);
}

// Models find it hard to say nothing at all.
const noLesson = /^[^\p{L}\p{N}]*((none|nothing|n\/a|no lesson)\b.{0,40})?$/iu;

function lessonOf(text: string): { readonly lesson?: string } {
  const lesson = text.trim().slice(0, maxCharacters);
  return noLesson.test(lesson) ? {} : { lesson };
}
