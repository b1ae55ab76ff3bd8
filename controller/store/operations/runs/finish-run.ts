import { type NewEvent } from '../../../events/event.ts';
import { faultpoint } from '../../../faults/faultpoint.ts';
import { MemoryEntryEntity } from '../../entities/memory-entry.ts';
import { ProjectEntity } from '../../entities/project.ts';
import { RunEntity, type RunRow } from '../../entities/run.ts';
import { TaskEntity, type TaskRow } from '../../entities/task.ts';
import { type RunResult } from '../../run-contract.ts';
import { type Scope } from '../../scope.ts';
import { type Tx } from '../../store.ts';
import { recordEvidence } from '../agents/record-evidence.ts';
import { writeOff } from '../budgets/write-off.ts';
import { appendEvents } from '../events/append-events.ts';
import { addEntry } from '../memory/add-entry.ts';
import { touchProject } from '../projects/touch-project.ts';
import { applyResult } from './apply-result.ts';

export interface FinishedRun {
  readonly runId: string;
  readonly epoch: number;
  readonly result: RunResult;
}

/**
 * Ends a run with its result: the run, what it means for its task or project, the agent's evidence and slot, the lesson
 * and the events, in one transaction. False when the run is fenced: nothing is written then.
 */
export async function finishRun(
  tx: Tx,
  scope: Scope,
  now: number,
  { runId, epoch, result }: FinishedRun,
): Promise<boolean> {
  const { organizationId } = scope;
  const ended = await tx.update(
    RunEntity,
    { id: runId, epoch, organizationId, state: 'running' },
    {
      state: 'ended',
      outcome: result.outcome,
      failure: result.failure ?? null,
      result,
      resultCommit: result.mergedCommit ?? result.snapshotCommit ?? null,
      endedAt: new Date(now),
    },
  );
  if (ended.affected !== 1) return false;
  await writeOff(tx, scope, runId);
  const run = await tx.findOneByOrFail(RunEntity, { id: runId, organizationId });
  const project = await tx.findOneByOrFail(ProjectEntity, { id: run.projectId, organizationId });
  const task =
    run.taskId === null ? undefined : await tx.findOneByOrFail(TaskEntity, { id: run.taskId, organizationId });
  await touchProject(tx, scope, project.id, now);
  const events = await applyResult(tx, scope, now, { run, project, task }, result);
  await keepEvidence(tx, scope, now, run);
  const learned = await keepLesson(tx, scope, now, run, task, result.lesson);
  await appendEvents(tx, scope, project.id, [...events, ...learned, endedEvent(run, task, result)]);
  faultpoint('run.finishing');
  return true;
}

async function keepEvidence(tx: Tx, scope: Scope, now: number, run: RunRow): Promise<void> {
  if (run.agent === null) return;
  await recordEvidence(tx, scope, now, {
    agent: run.agent,
    succeeded: run.outcome === 'succeeded',
    durationMs: run.startedAt === null ? 0 : now - run.startedAt.getTime(),
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
