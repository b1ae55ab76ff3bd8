import type { ProjectEvent } from '../../events/event.ts';
import type { ProjectDetailView } from '../../store/operations/views/project-detail.ts';
import type { TaskLogsView } from '../../store/operations/views/task-logs.ts';
import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import type { CliDependencies } from '../command-context.ts';
import { type OutputFormat, printNotes, printView } from '../output/print-view.ts';
import { exitAwaitsPerson, exitInterrupted } from '../progress/follow-projects.ts';
import { taskLogLines } from '../render/task-log-lines.ts';
import { waitingLines } from '../render/waiting-lines.ts';
import { createLogReader, type ReadOn, wholeLogs } from '../log-reader.ts';
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

async function showLogs(deps: CliDependencies, session: Session, request: LogRequest): Promise<number> {
  const { id, follow, output } = request;
  const { api, ask } = session;
  if (!follow && output !== 'table') {
    printView(deps.terminal, output, await wholeLogs(api, id), taskLogLines);
    return 0;
  }
  const readOn = createLogReader(deps.terminal, id, output);
  const logs = await readOn(api);
  if (!follow || logs.ended) return 0;
  try {
    return await followLogs(deps, session, logs, readOn);
  } catch (error) {
    // The owner is gone; perhaps because there was nothing more to do.
    if (isUnreachable(error) && (await ask(readOn)).ended) return 0;
    throw error;
  }
}

async function followLogs(
  deps: CliDependencies,
  { api, signal }: Session,
  { projectId, task }: TaskLogsView,
  readOn: ReadOn,
): Promise<number> {
  const project = await api.project(projectId);
  if ((await readOn(api)).ended) return 0;
  if (tellQuestion(deps, task, project)) return exitAwaitsPerson;
  // The stream is only the doorbell; the steps come with their bodies from where the last answer ended.
  for await (const event of api.events(projectId, project.lastSeq, signal)) {
    const isAsked = event.type === 'Escalated' && tellQuestion(deps, task, await api.project(projectId));
    if (isAsked) return exitAwaitsPerson;
    if (isOfInterest(event) && (await readOn(api)).ended) return 0;
  }
  return exitInterrupted;
}

/** Prints what a person is asked about just this; whether there is something. */
function tellQuestion(
  { terminal }: CliDependencies,
  task: TaskLogsView['task'],
  { name, escalations }: ProjectDetailView,
): boolean {
  const subject = task ?? 'project';
  const open = escalations.find((one) => one.action === 'person' && one.subject === subject);
  if (open !== undefined) printNotes(terminal, waitingLines(name, open));
  return open !== undefined;
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
