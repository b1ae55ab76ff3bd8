import type { NewEvent } from '../../../events/event.ts';
import { saysNothingOfAgent } from '../../../policy/failures.ts';
import { MemoryEntryEntity } from '../../entities/memory-entry.ts';
import type { RunRow } from '../../entities/run.ts';
import type { TaskRow } from '../../entities/task.ts';
import type { RunResult } from '../../run-contract.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { recordEvidence } from '../agents/record-evidence.ts';
import { appendEvents } from '../events/append-events.ts';
import { addEntry } from '../memory/add-entry.ts';
import { applyResult } from './apply-result.ts';
import type { EndedRun } from './end-run.ts';

/** Everything that follows from the result of a run that was just ended in this transaction. */
export async function concludeRun(
  tx: Tx,
  scope: Scope,
  now: number,
  ended: EndedRun,
  result: RunResult,
): Promise<void> {
  const { run, project, task } = ended;
  const events = await applyResult(tx, scope, now, ended, result);
  await keepEvidence(tx, scope, now, run);
  const learned = await keepLesson(tx, scope, now, run, task, result.lesson);
  await appendEvents(tx, scope, project.id, [...events, ...learned, endedEvent(run, task, result)]);
}

async function keepEvidence(tx: Tx, scope: Scope, now: number, run: RunRow): Promise<void> {
  if (run.agent === null) return;
  const counts = !saysNothingOfAgent(run.failure);
  await recordEvidence(tx, scope, now, {
    agent: run.agent,
    succeeded: counts ? run.outcome === 'succeeded' : undefined,
    durationMs: counts && run.startedAt !== null ? now - run.startedAt.getTime() : 0,
    tokens: run.tokensSpent,
    usdMicro: run.usdMicroSpent,
  });
}

async function keepLesson(
  tx: Tx,
  scope: Scope,
  now: number,
  run: RunRow,
  task: TaskRow | undefined,
  text: string | undefined,
): Promise<readonly NewEvent[]> {
  if (text === undefined || text.trim() === '') return [];
  const { projectId, organizationId } = run;
  // What was learnt twice is known already.
  if (await tx.existsBy(MemoryEntryEntity, { projectId, organizationId, text })) return [];
  await addEntry(tx, scope, now, {
    kind: 'lesson',
    text,
    projectId: run.projectId,
    taskId: run.taskId,
    runId: run.id,
    agent: run.agent,
  });
  return [{ type: 'LessonLearned', data: { subject: task?.name ?? 'project', agent: run.agent, text } }];
}

function endedEvent(run: RunRow, task: TaskRow | undefined, { outcome, failure, summary }: RunResult): NewEvent {
  const { id, purpose, agent } = run;
  return {
    type: 'RunEnded',
    data: { run: id, subject: task?.name ?? 'project', purpose, agent, outcome, failure: failure ?? null, summary },
  };
}
