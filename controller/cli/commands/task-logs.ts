import type { ProjectEvent } from '../../events/event.ts';
import type { TaskLogsView } from '../../store/operations/views/task-logs.ts';
import type { ApiClient } from '../api-client.ts';
import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import type { CliDependencies } from '../command-context.ts';
import { type OutputFormat, printNotes, printView } from '../output/print-view.ts';
import { exitAwaitsPerson, exitInterrupted } from '../progress/follow-projects.ts';
import type { Line } from '../output/span.ts';
import { taskLogLines } from '../render/task-log-lines.ts';
import { waitingLines } from '../render/waiting-lines.ts';
import { isUnreachable, type Session } from '../with-api.ts';
import { withSystem } from '../with-system.ts';

interface LogOptions extends OutputOptions {
  readonly follow?: boolean;
}

/** `maios task logs ID [-f]` */
export const addTaskLogs: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('logs')
    .description('Show what was done for a task, step by step; PROJECT alone shows planning and acceptance.')
    .argument('<id>', 'PROJECT/TASK, or the id of a task')
    .option('-f, --follow', 'go on showing steps as they happen, until the task ends or needs somebody')
    .addOption(outputOption())
    .action(async (id: string, { follow = false, output }: LogOptions) => {
      const code = await withSystem(deps, (session) => showLogs(deps, session, { id, follow, output }), {
        work: follow,
      });
      exit(code);
    });
  examples(command, [
    'maios task logs rest-api/store',
    'maios task logs rest-api/store -f',
    'maios task logs rest-api',
  ]);
};

interface LogRequest {
  readonly id: string;
  readonly follow: boolean;
  readonly output: OutputFormat;
}

async function showLogs(
  deps: CliDependencies,
  { api, ask, signal }: Session,
  { id, follow, output }: LogRequest,
): Promise<number> {
  if (!follow && output !== 'table') {
    printView(deps.terminal, output, await wholeLogs(api, id), taskLogLines);
    return 0;
  }
  const known = new Set<string>();
  let logs = await api.taskLogs(id, '');
  const show = async (): Promise<void> => {
    for (;;) {
      print(deps, output, logs, known);
      if (!logs.more) return;
      logs = await api.taskLogs(id, logs.cursor);
    }
  };
  await show();
  if (!follow || logs.ended) return 0;
  // The stream is only the doorbell; the steps come with their bodies from where the last answer ended.
  try {
    for await (const event of api.events(logs.projectId, 0, signal)) {
      const question = await openQuestion(api, logs, event);
      if (question !== undefined) {
        printNotes(deps.terminal, question);
        return exitAwaitsPerson;
      }
      if (!isOfInterest(event)) continue;
      logs = await api.taskLogs(id, logs.cursor);
      await show();
      if (logs.ended) return 0;
    }
    return exitInterrupted;
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    // The owner is gone; perhaps because there was nothing more to do.
    logs = await ask((somebody) => somebody.taskLogs(id, logs.cursor));
    print(deps, output, logs, known);
    if (logs.ended) return 0;
    throw error;
  }
}

/** What a person is asked about just this, where the event tells of it and nobody has answered yet. */
async function openQuestion(
  api: ApiClient,
  { projectId, task }: TaskLogsView,
  { type, data }: ProjectEvent,
): Promise<readonly Line[] | undefined> {
  const subject = task ?? 'project';
  if (type !== 'Escalated' || data.action !== 'person' || data.subject !== subject) return undefined;
  const { name, escalations } = await api.project(projectId);
  const open = escalations.find((one) => one.action === 'person' && one.subject === subject);
  return open === undefined ? undefined : waitingLines(name, open);
}

// What programs read is one document, however many answers it takes.
async function wholeLogs(api: ApiClient, id: string): Promise<TaskLogsView> {
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

function print({ terminal }: CliDependencies, output: OutputFormat, logs: TaskLogsView, known: Set<string>): void {
  const fresh = { ...logs, runs: logs.runs.filter((run) => run.newSteps.length > 0 || !known.has(run.id)) };
  const shows = output !== 'table' || fresh.runs.length > 0;
  // Each print is a document of its own, so that what follows can be read by programs.
  if (output === 'yaml' && known.size > 0) terminal.stdout.write('---\n');
  if (shows) printView(terminal, output, fresh, (view, columns) => taskLogLines(view, columns, known));
  for (const run of logs.runs) known.add(run.id);
}

function isOfInterest({ type }: ProjectEvent): boolean {
  return (
    type === 'StepRecorded' ||
    type === 'RunStarted' ||
    type === 'RunEnded' ||
    type === 'PhaseChanged' ||
    type === 'ProjectEnded'
  );
}
