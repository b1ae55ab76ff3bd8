import { type LoggedRunView, type StepView, type TaskLogsView } from '../../store/operations/views/task-logs.ts';
import { printable, printableLine } from '../output/printable.ts';
import { type Line, plain, span } from '../output/span.ts';

/** What was done, run by run and step by step. `known` are the runs whose heading was shown before. */
export function taskLogLines(logs: TaskLogsView, known: ReadonlySet<string> = new Set()): readonly Line[] {
  return logs.runs.flatMap((run) => [
    ...(known.has(run.id) ? [] : [headingOf(run)]),
    ...run.newSteps.flatMap((step) => stepLines(step)),
    ...(run.state === 'ended' && !logs.more ? [outcomeOf(run)] : []),
  ]);
}

function headingOf({ id, purpose, agent, attempt }: LoggedRunView): Line {
  return [
    span(`── ${purpose} ${agent === null ? '' : `by ${agent} `}attempt ${attempt} `, 'bold'),
    span(`run ${id}`, 'dim'),
  ];
}

function stepLines({ n, kind, label, at, text, bytes, truncated }: StepView): readonly Line[] {
  const title = `${kind}${label === null ? '' : ` ${printableLine(label)}`}`;
  return [
    [span(`${at.slice(11, 23)}  `, 'dim'), span(`${n} ${title}`, 'accent')],
    ...readable(text).map((line) => plain(`    ${line}`)),
    ...(truncated ? [[span(`    … ${bytes} bytes in all; whole with -o json`, 'dim')]] : []),
  ];
}

// Bodies are JSON or plain text; of JSON, text fields are shown as the text that they are.
function readable(text: string): readonly string[] {
  return printable(asText(text)).trimEnd().split('\n');
}

function asText(body: string): string {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return body;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return String(value);
  return Object.entries(value)
    .filter(([, field]) => !isEmpty(field))
    .map(([key, field]) => fieldText(key, field))
    .join('\n');
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function fieldText(key: string, value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.includes('\n') ? `${key}:\n  ${text.trimEnd().replaceAll('\n', '\n  ')}` : `${key}: ${text}`;
}

function outcomeOf({ outcome, failure }: LoggedRunView): Line {
  if (failure === null) return [span(`── ${outcome ?? 'ended'}`, outcome === 'succeeded' ? 'good' : 'dim')];
  return [span(`── ${outcome ?? 'ended'}: ${failure.class}: `, 'bad'), span(printableLine(failure.message))];
}
