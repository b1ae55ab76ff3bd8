import type { Phase } from '../../policy/phases.ts';
import { shownPhase } from '../../store/operations/views/shown-phase.ts';
import { duration } from '../output/quantity.ts';
import { phaseSpan } from '../output/phase-span.ts';
import { printableLine } from '../output/printable.ts';
import { type Line, span } from '../output/span.ts';
import { padEnd, widthOf } from '../output/width.ts';
import { spendText } from '../render/spend-text.ts';
import { waitingLines } from '../render/waiting-lines.ts';
import type { ActiveRun, Progress, TaskProgress } from './progress.ts';
import { orderTasks } from './task-order.ts';

export interface Frame {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How many lines there is room for. */
  readonly rows: number;
}

const phaseWidth = 11;
const linesAround = 6;

/** The panel: the project, its task graph, who works on what, what was spent, and what was decided last. */
export function renderProgress(state: Progress, { now, rows }: Frame): readonly Line[] {
  const waiting = state.waiting.flatMap((one) => waitingLines(state.name, one));
  const room = Math.max(3, rows - linesAround - waiting.length);
  return [
    headLine(state, now),
    ...projectRunLine(state, now),
    ...taskLines(state, room, now),
    [span('  spent    ', 'dim'), span(spendText(state.spend))],
    ...(state.lastDecision === null ? [] : [[span('  decided  ', 'dim'), span(printableLine(state.lastDecision))]]),
    ...(state.stall === null ? [] : [[span(`  stalled  ${printableLine(state.stall.message)}`, 'bad')]]),
    ...waiting,
  ];
}

function headLine(state: Progress, now: number): Line {
  const elapsed = duration((state.endedAt ?? now) - state.startedAt);
  return [
    span(printableLine(state.name), 'bold'),
    span('  '),
    phaseSpan(shownPhase(state.phase, phasesOf(state))),
    ...(state.paused ? [span('  paused', 'warn')] : []),
    ...(state.suspended ? [span('  suspended', 'warn')] : []),
    ...(state.rehearsal ? [span('  rehearsal', 'warn')] : []),
    span(`  ${elapsed}`, 'dim'),
  ];
}

function phasesOf({ tasks }: Progress): readonly Phase[] {
  return tasks.map((task) => task.phase);
}

function projectRunLine({ active }: Progress, now: number): readonly Line[] {
  return active === null
    ? []
    : [[span('  '), span(padEnd(active.purpose, phaseWidth), 'accent'), ...workSpans(active, now)]];
}

function taskLines({ tasks, waiting }: Progress, room: number, now: number): readonly Line[] {
  const awaited = new Set(waiting.map((one) => one.subject));
  const ordered = orderTasks(tasks);
  const shown = ordered.length <= room ? ordered : mostTelling(ordered, room - 1);
  const nameWidth = Math.max(0, ...shown.map(({ task, depth }) => depth * 2 + widthOf(task.name)));
  const lines = shown.map(({ task, depth }) =>
    taskLine(task, { depth, nameWidth, awaited: awaited.has(task.name), now }),
  );
  const hidden = ordered.length - shown.length;
  return hidden === 0 ? lines : [...lines, [span(`  … ${hidden} more`, 'dim')]];
}

// Those that are under way or in trouble first; then in the graph's order.
function mostTelling<T extends { readonly task: TaskProgress }>(ordered: readonly T[], room: number): readonly T[] {
  const urgency = ({ task }: T): number =>
    task.active !== null || task.phase === 'Escalate' ? 0 : task.phase === 'Complete' ? 2 : 1;
  const chosen = new Set(ordered.toSorted((a, b) => urgency(a) - urgency(b)).slice(0, room));
  return ordered.filter((one) => chosen.has(one));
}

interface Place {
  readonly depth: number;
  readonly nameWidth: number;
  /** A person is. */
  readonly awaited: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

function taskLine(task: TaskProgress, { depth, nameWidth, awaited, now }: Place): Line {
  const name = padEnd(`${'  '.repeat(depth)}${task.name}`, nameWidth);
  const detail = awaited ? [span('needs you', 'warn')] : detailSpans(task, now);
  return [span('  '), phaseSpan(task.phase, phaseWidth), span(` ${name}  `), ...detail];
}

function detailSpans(task: TaskProgress, now: number): Line {
  const { active, phase, agent, failures, lastFailure, dependsOn, title, waitsFor } = task;
  if (active !== null) return workSpans(active, now);
  if (waitsFor !== null) return [span(`waits for ${printableLine(waitsFor)}`, 'dim')];
  if (phase === 'Complete') return [span(agent === null ? '' : `by ${agent}`, 'dim'), ...retries(task)];
  if (failures > 0 && lastFailure !== null) return [span(`${failures}× failed: ${printableLine(lastFailure)}`, 'warn')];
  return [span(dependsOn.length > 0 ? `after ${dependsOn.join(', ')}` : printableLine(title), 'dim')];
}

function retries({ failures }: TaskProgress): Line {
  return failures === 0 ? [] : [span(`  after ${failures} failed`, 'dim')];
}

function workSpans(active: ActiveRun, now: number): Line {
  const { agent, attempt, started, waitsFor } = active;
  const who = agent ?? 'maios';
  const queued = waitsFor === null ? 'queued' : `queued: waits for ${printableLine(waitsFor)}`;
  return [
    span(who, 'bold'),
    span(`  attempt ${attempt}  `, attempt > 1 ? 'warn' : 'dim'),
    span(started ? doingText(active, now) : queued, 'dim'),
  ];
}

function doingText({ steps, lastStep, doing }: ActiveRun, now: number): string {
  if (doing !== null) return `turn ${doing.turn}, ${printableLine(doing.what)} since ${duration(now - doing.since)}`;
  return `step ${steps}${lastStep === null ? '' : ` ${printableLine(lastStep)}`}`;
}
