import { MaiosError } from '../../errors/maios-error.ts';
import { faultpoint } from '../../faults/faultpoint.ts';
import type { Model } from '../../models/model.ts';
import type { TaskRow } from '../../store/entities/task.ts';
import type { RunResult } from '../../store/run-contract.ts';
import { labelOf, type Checkout } from '../bench/checkout.ts';
import { deliver, findDelivered } from '../delivery/deliver.ts';
import { endedBy } from '../session/failure-of.ts';
import { maxTurnsOf } from '../opening/limits-rule.ts';
import { modelOfRun } from '../turns/model-of-run.ts';
import { reflect } from './reflect.ts';
import { submitReview } from './review.ts';
import { runLoop, type LoopEnd } from '../turns/run-loop.ts';
import { failed, type Failed, type RunSession } from '../session/run-session.ts';
import { toolboxOf } from '../calls/toolbox.ts';
import { proveAndRecord, type Proof } from '../delivery/verify.ts';
import { openWorkbench, type Workbench } from '../bench/workbench.ts';
import { workOpening } from '../opening/work-opening.ts';
import { beginsWithFiles, type Workplace } from '../bench/workplace.ts';

type Review = NonNullable<RunResult['review']>;

/** One attempt at a task: work, proof, snapshot, merge, and what is learnt from it. */
export async function runWork(session: RunSession, place: Workplace): Promise<RunResult> {
  const task = taskOf(session);
  if (beginsWithFiles(session, task)) await place.open();
  await using bench = openWorkbench(session.deps, async () => (await place.open()).worktree, labelOf(session));
  const model = modelOfRun(session);
  const outcome = (await deliveredBefore(session, place)) ?? (await attempt(session, task, place, bench, model));
  const learned = await reflect(session, model, task, outcome);
  faultpoint('run.reflected');
  return { ...outcome, ...learned };
}

async function deliveredBefore(session: RunSession, place: Workplace): Promise<RunResult | undefined> {
  const commit = await findDelivered(session, async () => (await place.open()).workspace);
  return commit === undefined ? undefined : { outcome: 'succeeded', summary: lastWords(session), mergedCommit: commit };
}

async function attempt(
  session: RunSession,
  task: TaskRow,
  place: Workplace,
  bench: Workbench,
  model: Model,
): Promise<RunResult> {
  try {
    const end = await work(session, task, place, bench, model);
    return await concluded(session, task, place, bench, end);
  } catch (error) {
    return unfinished(task, place, bench, endedBy(session, error));
  }
}

async function work(
  session: RunSession,
  task: TaskRow,
  place: Workplace,
  bench: Workbench,
  model: Model,
): Promise<LoopEnd<Review>> {
  const review = task.reviews !== null;
  const catalog = session.deps.catalog(session.scope);
  return runLoop<Review>(session, {
    purpose: review ? 'review' : 'work',
    model,
    opening: await workOpening(session, task, place),
    toolbox: toolboxOf(catalog, session.agent, review ? submitReview : undefined),
    bench,
    maxTurns: maxTurnsOf(session),
  });
}

async function concluded(
  session: RunSession,
  task: TaskRow,
  place: Workplace,
  bench: Workbench,
  end: LoopEnd<Review>,
): Promise<RunResult> {
  if (end.kind === 'failed') return unfinished(task, place, bench, end);
  if (end.kind === 'submitted') return reviewed(end.value);
  if (!place.opened && task.verify === null) return { outcome: 'succeeded', summary: unverified(end.text) };
  return delivered(session, task, await place.open(), bench, end.text);
}

/** Proves what was done, keeps it, and brings it to main. */
async function delivered(
  session: RunSession,
  task: TaskRow,
  place: Checkout,
  bench: Workbench,
  text: string,
): Promise<RunResult> {
  faultpoint('run.proving');
  const proof = await proved(session, task, bench);
  faultpoint('run.proved');
  const snapshot = await place.worktree.snapshot(`${task.title} (attempt ${session.work.run.attempt})`);
  faultpoint('run.snapshotted');
  if (proof !== undefined && !proof.passed) {
    const message = `expected \`${task.verify}\` to pass, found ${proof.ended}`;
    return failedWith(failed('verify-failed', message, proof.output), snapshot);
  }
  const verify = task.verify ?? undefined;
  const delivery = await deliver(session, { ...place, snapshot, message: commitMessage(session, task), verify });
  faultpoint('run.delivered');
  if (delivery.kind === 'failed') {
    if (delivery.left !== undefined) await place.worktree.keep(delivery.left);
    return failedWith(delivery, delivery.left ?? snapshot);
  }
  return {
    outcome: 'succeeded',
    summary: verify === undefined ? unverified(text) : text.trim(),
    snapshotCommit: snapshot,
    ...(delivery.commit === undefined ? {} : { mergedCommit: delivery.commit }),
  };
}

function unverified(text: string): string {
  return `${text.trim()}\n(Nothing verified this: the task has no verify command.)`;
}

// In a sandbox of its own: what an agent started in another one could answer in the place of the proof, or write on in
// the folder while it is being committed.
async function proved(session: RunSession, { verify }: TaskRow, bench: Workbench): Promise<Proof | undefined> {
  await bench.clear();
  if (verify === null) return undefined;
  const proof = await proveAndRecord(session, await bench.sandbox(false), verify);
  await bench.clear();
  return proof;
}

// What was done so far is kept for the next attempt, whatever ended this one.
async function unfinished(task: TaskRow, place: Workplace, bench: Workbench, end: Failed): Promise<RunResult> {
  await bench.clear();
  if (!place.opened) return failedWith(end);
  const { worktree } = await place.open();
  return failedWith(end, await worktree.snapshot(`${task.title} (unfinished)`));
}

function failedWith({ failure }: Failed, snapshotCommit?: string): RunResult {
  const result = { outcome: 'failed', failure, summary: failure.message } as const;
  return snapshotCommit === undefined ? result : { ...result, snapshotCommit };
}

function reviewed(review: Review): RunResult {
  return {
    outcome: 'succeeded',
    summary: `${review.approved ? 'Approved' : 'Changes requested'}: ${review.comments}`,
    review,
  };
}

function commitMessage({ work, job }: RunSession, task: TaskRow): string {
  const trailers = [`Maios-Project: ${work.project.name}`, `Maios-Task: ${task.name}`, `Maios-Run: ${job.runId}`];
  return `${task.title}\n\n${trailers.join('\n')}\n`;
}

function lastWords({ steps }: RunSession): string {
  const turn = steps.findLast((step) => step.kind === 'turn');
  return turn?.kind === 'turn' ? turn.body.text.trim() : 'An attempt that was cut off had brought it to main.';
}

function taskOf({ work }: RunSession): TaskRow {
  if (work.task !== undefined) return work.task;
  throw new MaiosError('STORE_BUG', `expected the run ${work.run.id} to have a task, found none`);
}
