import { In, IsNull, MoreThan } from 'typeorm';
import type { StepKind } from '../../../events/event.ts';
import { BlobEntity } from '../../entities/blob.ts';
import { RunStepEntity, type RunStepRow } from '../../entities/run-step.ts';
import { RunEntity, type RunRow } from '../../entities/run.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { boundedJson } from './bounded-json.ts';
import { findSubject, type FoundSubject } from './find-subject.ts';
import { runColumns, runViewOf, type RunView } from './run-view.ts';

/** One step. `body` is what was recorded, its texts cut to a bound; `bytes` is how long the whole is. */
export interface StepView {
  readonly n: number;
  readonly kind: StepKind;
  readonly label: string | null;
  readonly at: string;
  readonly body: unknown;
  readonly bytes: number;
  readonly truncated: boolean;
}

/** A run with its steps that are newer than the cursor. */
export interface LoggedRunView extends RunView {
  readonly newSteps: readonly StepView[];
}

/** The runs of a task, or of a project itself, oldest first, each with the steps after the cursor. */
export interface TaskLogsView {
  readonly project: string;
  readonly projectId: string;
  /** null: the project's own runs. */
  readonly task: string | null;
  readonly ended: boolean;
  readonly runs: readonly LoggedRunView[];
  /** Pass it on to get only what is newer. */
  readonly cursor: string;
  /** There are more steps after the cursor already. */
  readonly more: boolean;
}

interface Cursor {
  readonly runId: string;
  readonly n: number;
}

const maxSteps = 200;

/** What was done for `PROJECT/TASK`, `PROJECT` or an id, after the cursor; undefined when there is no such thing. */
export async function taskLogs(
  tx: Tx,
  scope: Scope,
  reference: string,
  after?: string,
): Promise<TaskLogsView | undefined> {
  const subject = await findSubject(tx, scope, reference);
  if (subject === undefined) return undefined;
  const runs = await runsOf(tx, scope, subject);
  const shown = await newSteps(tx, scope, runs, parseCursor(after));
  const last = shown.findLast((run) => run.newSteps.length > 0);
  return {
    project: subject.project.name,
    projectId: subject.project.id,
    task: subject.task?.name ?? null,
    ended: (subject.task ?? subject.project).endedAt !== null,
    runs: shown,
    cursor: last === undefined ? (after ?? '') : `${last.id}.${last.newSteps.at(-1)?.n ?? 0}`,
    more: shown.reduce((sum, run) => sum + run.newSteps.length, 0) === maxSteps,
  };
}

async function newSteps(tx: Tx, scope: Scope, runs: readonly RunLine[], cursor: Cursor | undefined) {
  const from = Math.max(
    0,
    runs.findIndex((run) => run.id === cursor?.runId),
  );
  const shown: LoggedRunView[] = [];
  let left = maxSteps;
  for (const run of runs.slice(from)) {
    const after = run.id === cursor?.runId ? cursor.n : 0;
    const rows = left === 0 ? [] : await stepsAfter(tx, scope, run.id, { after, take: left });
    left -= rows.length;
    shown.push({ ...runViewOf(run), newSteps: await withBodies(tx, scope, rows) });
  }
  return shown;
}

type RunLine = Pick<RunRow, keyof typeof runColumns>;

async function runsOf(tx: Tx, { organizationId }: Scope, { project, task }: FoundSubject): Promise<readonly RunLine[]> {
  const taskId = task === undefined ? IsNull() : task.id;
  return tx.find(RunEntity, {
    select: runColumns,
    where: { organizationId, projectId: project.id, taskId },
    order: { createdAt: 'ASC', id: 'ASC' },
  });
}

async function stepsAfter(
  tx: Tx,
  { organizationId }: Scope,
  runId: string,
  { after, take }: { readonly after: number; readonly take: number },
): Promise<readonly RunStepRow[]> {
  return tx.find(RunStepEntity, { where: { organizationId, runId, n: MoreThan(after) }, order: { n: 'ASC' }, take });
}

async function withBodies(
  tx: Tx,
  { organizationId }: Scope,
  rows: readonly RunStepRow[],
): Promise<readonly StepView[]> {
  if (rows.length === 0) return [];
  const sha256 = In(rows.map((row) => row.bodySha256));
  const blobs = await tx.find(BlobEntity, { where: { organizationId, sha256 } });
  const bodies = new Map(blobs.map((blob) => [blob.sha256.toString('hex'), blob.body]));
  return rows.map((row) => stepViewOf(row, bodies.get(row.bodySha256.toString('hex'))));
}

function stepViewOf(row: RunStepRow, whole: Buffer | undefined): StepView {
  const { value, cut } = boundedJson(whole?.toString('utf8') ?? '');
  return {
    n: row.n,
    kind: row.kind,
    label: row.label,
    at: row.at.toISOString(),
    body: value,
    bytes: whole?.length ?? 0,
    truncated: cut,
  };
}

function parseCursor(text: string | undefined): Cursor | undefined {
  const [runId, n] = text?.split('.') ?? [];
  return runId === undefined || n === undefined || !Number.isInteger(Number(n)) ? undefined : { runId, n: Number(n) };
}
