import type { LoggedRunView, StepView, TaskLogsView } from '../../store/operations/views/task-logs.ts';
import { printableLine } from '../output/printable.ts';
import { type Line, span } from '../output/span.ts';
import { wrap } from '../output/wrap.ts';
import { stepLines } from './step-lines.ts';

const hangingIndent = 4;

/**
 * What was done, run by run and step by step; what was said is wrapped, while files and output keep their lines and are
 * cut. `known` are the runs whose heading was shown before.
 */
export function taskLogLines(
  logs: TaskLogsView,
  columns: number,
  known: ReadonlySet<string> = new Set(),
): readonly Line[] {
  return logs.runs.flatMap((run) => [
    ...(known.has(run.id) ? [] : [headingOf(run)]),
    ...run.newSteps.flatMap((step) => linesOf(step, columns)),
    ...(run.state === 'ended' && !logs.more ? wrap(outcomeOf(run), columns, hangingIndent) : []),
  ]);
}

function headingOf({ id, purpose, agent, attempt }: LoggedRunView): Line {
  return [
    span(`── ${purpose} ${agent === null ? '' : `by ${agent} `}attempt ${attempt} `, 'bold'),
    span(`run ${id}`, 'dim'),
  ];
}

function linesOf({ n, kind, label, at, body, bytes, truncated }: StepView, columns: number): readonly Line[] {
  const title = `${kind}${label === null ? '' : ` ${printableLine(label)}`}`;
  return [
    [span(`${at.slice(11, 23)}  `, 'dim'), span(`${n} ${title}`, 'accent')],
    ...stepLines(kind, body).flatMap((line) => (isSaid(kind) ? wrap(line, columns, hangingIndent) : [line])),
    ...(truncated ? [[span(`    … of ${bytes} bytes in all`, 'dim')]] : []),
  ];
}

function isSaid(kind: StepView['kind']): boolean {
  return kind === 'turn' || kind === 'reflection' || kind === 'note';
}

function outcomeOf({ outcome, failure }: LoggedRunView): Line {
  if (failure === null) return [span(`── ${outcome ?? 'ended'}`, outcome === 'succeeded' ? 'good' : 'dim')];
  return [span(`── ${outcome ?? 'ended'}: ${failure.class}: `, 'bad'), span(printableLine(failure.message))];
}
