import { type LoggedRunView, type StepView, type TaskLogsView } from '../../store/operations/views/task-logs.ts';
import { printableLine } from '../output/printable.ts';
import { type Line, span } from '../output/span.ts';
import { stepLines } from './step-lines.ts';

/** What was done, run by run and step by step. `known` are the runs whose heading was shown before. */
export function taskLogLines(logs: TaskLogsView, known: ReadonlySet<string> = new Set()): readonly Line[] {
  return logs.runs.flatMap((run) => [
    ...(known.has(run.id) ? [] : [headingOf(run)]),
    ...run.newSteps.flatMap(linesOf),
    ...(run.state === 'ended' && !logs.more ? [outcomeOf(run)] : []),
  ]);
}

function headingOf({ id, purpose, agent, attempt }: LoggedRunView): Line {
  return [
    span(`── ${purpose} ${agent === null ? '' : `by ${agent} `}attempt ${attempt} `, 'bold'),
    span(`run ${id}`, 'dim'),
  ];
}

function linesOf({ n, kind, label, at, body, bytes, truncated }: StepView): readonly Line[] {
  const title = `${kind}${label === null ? '' : ` ${printableLine(label)}`}`;
  return [
    [span(`${at.slice(11, 23)}  `, 'dim'), span(`${n} ${title}`, 'accent')],
    ...stepLines(kind, body),
    ...(truncated ? [[span(`    … of ${bytes} bytes in all`, 'dim')]] : []),
  ];
}

function outcomeOf({ outcome, failure }: LoggedRunView): Line {
  if (failure === null) return [span(`── ${outcome ?? 'ended'}`, outcome === 'succeeded' ? 'good' : 'dim')];
  return [span(`── ${outcome ?? 'ended'}: ${failure.class}: `, 'bad'), span(printableLine(failure.message))];
}
