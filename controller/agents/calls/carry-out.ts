import { setTimeout as wait } from 'node:timers/promises';
import { MaiosError } from '../../errors/maios-error.ts';
import type { ErrorCode } from '../../errors/catalogue.ts';
import type { SkillResource } from '../../catalog/kinds/kinds.ts';
import { maxObservationChars, type Observation } from '../../sandbox/skill-handler.ts';
import { handlerOfSkill } from './handler-of-skill.ts';
import { shortenMiddle } from './shorten-middle.ts';
import type { RunSession } from '../session/run-session.ts';
import type { Workbench } from '../bench/workbench.ts';

const defaultTimeoutSeconds = 60;

// These end the run; whatever else a skill throws is told to the agent, who may do something else.
const fatal: ReadonlySet<ErrorCode> = new Set(['SANDBOX_UNAVAILABLE', 'DISK_FULL', 'STORE_UNAVAILABLE', 'STORE_BUG']);

/**
 * Carries out one permitted call within the skill's time-out. Where the sandbox ends under a call that may be repeated, it
 * is, once, in another sandbox. Fails only with what ends the run.
 */
export async function carryOut(
  session: RunSession,
  bench: Workbench,
  skill: SkillResource,
  args: Readonly<Record<string, unknown>>,
): Promise<Observation> {
  for (let isRepeated = false; ; isRepeated = true) {
    const outcome = await attempt(session, bench, skill, args);
    if (!(outcome instanceof MaiosError)) return outcome;
    await bench.clear();
    if (isRepeated) return sandboxEnded(bench, skill, outcome);
  }
}

/** What a call shows, or the error with which its sandbox ended although the call may be repeated. */
async function attempt(
  session: RunSession,
  bench: Workbench,
  skill: SkillResource,
  args: Readonly<Record<string, unknown>>,
): Promise<Observation | MaiosError> {
  const timeoutMs = (skill.spec.timeoutSeconds ?? defaultTimeoutSeconds) * 1000;
  const over = new AbortController();
  const signal = AbortSignal.any([session.signal, over.signal]);
  const context = {
    sandbox: await bench.sandbox(skill.spec.network ?? false),
    timeoutMs,
    signal,
    git: (await bench.worktree()).git,
    searchMemory: (query: string, limit: number) =>
      session.deps.recall.search(session.scope, query, limit, session.work.project.id),
    verify: session.work.task?.verify ?? undefined,
  };
  try {
    // A handler that does not heed its signal is left behind a second after its time.
    const late = wait(timeoutMs + 1000, undefined, { signal: over.signal, ref: false }).then(() => timedOut(timeoutMs));
    const observation = await Promise.race([handlerOfSkill(skill)(args, context), late, aborted(signal)]);
    // What a call that was broken off shows is no outcome: nobody knows how far it came.
    session.signal.throwIfAborted();
    return { ok: observation.ok, text: bounded(observation.text) };
  } catch (error) {
    session.signal.throwIfAborted();
    return isRepeatable(skill, error) ? error : observationOf(error);
  } finally {
    over.abort();
  }
}

// How far an effect came that is not to be repeated, nobody can know.
function isRepeatable({ spec }: SkillResource, error: unknown): error is MaiosError {
  const mayRepeat = spec.effect === 'pure' || spec.effect === 'idempotent';
  return mayRepeat && error instanceof MaiosError && error.code === 'SANDBOX_UNAVAILABLE';
}

// A program can end the sandbox that it runs in, with `kill -9 -1` for instance. Where another one starts, it was not the
// machine, and the agent should know.
async function sandboxEnded(bench: Workbench, { spec }: SkillResource, error: MaiosError): Promise<Observation> {
  await bench.sandbox(spec.network ?? false);
  const after = 'Files are as they were left, nothing runs any more; the next call has a new one';
  const text = `the sandbox ended twice during the call, perhaps by a program in it: ${error.message}. ${after}.`;
  return { ok: false, text };
}

function observationOf(error: unknown): Observation {
  if (!(error instanceof MaiosError)) {
    return { ok: false, text: `the skill failed: ${bounded(error instanceof Error ? error.message : String(error))}` };
  }
  if (fatal.has(error.code)) throw error;
  return { ok: false, text: bounded(`${error.code}: ${error.message}`) };
}

function timedOut(timeoutMs: number): Observation {
  return { ok: false, text: `the call was given up after ${timeoutMs / 1000} s` };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

function bounded(text: string): string {
  return shortenMiddle(text, maxObservationChars);
}
