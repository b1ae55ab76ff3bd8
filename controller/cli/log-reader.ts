import type { LoggedRunView, TaskLogsView } from '../store/operations/views/task-logs.ts';
import type { ApiClient } from './api-client.ts';
import { type OutputFormat, printView } from './output/print-view.ts';
import { taskLogLines } from './render/task-log-lines.ts';
import type { Terminal } from './terminal.ts';

/** Prints what came since it was called last. Gives the last of what it read. */
export type ReadOn = (api: ApiClient) => Promise<TaskLogsView>;

/** Of a task's logs, from their beginning on. */
export function createLogReader(terminal: Terminal, id: string, output: OutputFormat): ReadOn {
  const newsOf = newsReader();
  let cursor: string | undefined;
  return async (api) => {
    for (;;) {
      const logs = await api.taskLogs(id, cursor ?? '');
      printNews(terminal, output, newsOf(logs), cursor === undefined);
      cursor = logs.cursor;
      if (!logs.more) return logs;
    }
  };
}

interface News {
  readonly logs: TaskLogsView;
  /** Runs whose heading was shown before. */
  readonly known: ReadonlySet<string>;
}

/** Of each answer in turn, the runs of which there is something new: the run itself, steps, or its end. */
function newsReader(): (logs: TaskLogsView) => News {
  const shown = new Set<string>();
  const over = new Set<string>();
  return (logs) => {
    const known = new Set(shown);
    const isOver = (run: LoggedRunView): boolean => run.state === 'ended' && !logs.more;
    const runs = logs.runs.filter(
      (run) => run.newSteps.length > 0 || !shown.has(run.id) || (isOver(run) && !over.has(run.id)),
    );
    for (const run of logs.runs) shown.add(run.id);
    for (const run of logs.runs.filter(isOver)) over.add(run.id);
    return { logs: { ...logs, runs }, known };
  };
}

// Each print is a document of its own, so that what follows can be read by programs.
function printNews(terminal: Terminal, output: OutputFormat, { logs, known }: News, isFirst: boolean): void {
  const isDocument = output !== 'table' && (isFirst || logs.ended);
  if (logs.runs.length === 0 && !isDocument) return;
  if (output === 'yaml' && !isFirst) terminal.stdout.write('---\n');
  printView(terminal, output, logs, (view, columns) => taskLogLines(view, columns, known));
}

/** What programs read is one document, however many answers it takes. */
export async function wholeLogs(api: ApiClient, id: string): Promise<TaskLogsView> {
  let logs = await api.taskLogs(id, '');
  while (logs.more) {
    const next = await api.taskLogs(id, logs.cursor);
    const before = new Map(logs.runs.map((run) => [run.id, run]));
    for (const run of next.runs) {
      before.set(run.id, { ...run, newSteps: [...(before.get(run.id)?.newSteps ?? []), ...run.newSteps] });
    }
    logs = { ...next, runs: [...before.values()] };
  }
  return logs;
}
