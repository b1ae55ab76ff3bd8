import { type InTurn, oneAtATime } from '../../api/one-at-a-time.ts';
import { catalogue } from '../../errors/catalogue.ts';
import type { ProjectDetailView } from '../../store/operations/views/project-detail.ts';
import type { CliDependencies } from '../command-context.ts';
import { type OutputFormat, printNotes, printView } from '../output/print-view.ts';
import { hint } from '../output/hint.ts';
import { type Line, plain, span } from '../output/span.ts';
import { endLines } from '../render/end-lines.ts';
import { isUnreachable, type Session } from '../with-api.ts';
import { codeOfReason } from './code-of-reason.ts';
import { followProject, refreshEveryMs } from './follow-project.ts';
import { progressOf } from './progress.ts';
import { type Rest, restOf } from './rest.ts';
import { createDisplay, lineDisplay, type Display } from './show-progress.ts';

export interface FollowRequest {
  /** Names or ids. */
  readonly projects: readonly string[];
  readonly format: OutputFormat;
  /** Tell what happened before, too, of projects that have not ended: a story that is over has its summary. */
  readonly fromStart: boolean;
}

export const exitInterrupted = 130;
export const exitAwaitsPerson = 7;

/** Follows projects until nothing more happens by itself, and says how they stand. Gives the exit code. */
export async function followProjects(deps: CliDependencies, session: Session, request: FollowRequest): Promise<number> {
  // One after the other, and each the more rarely the more there are: hundreds at once would keep the owner from its work.
  const inTurn = oneAtATime();
  const views = await Promise.all(request.projects.map((project) => inTurn(async () => session.api.project(project))));
  const among: Among = { several: views.length > 1, refreshMs: refreshEveryMs * views.length, inTurn };
  const ends = await Promise.all(views.map((view) => followOne(deps, session, request, { ...among, view })));
  if (session.signal.aborted) {
    printNotes(
      deps.terminal,
      interruptedLines(
        session,
        views.map((view) => view.name),
      ),
    );
    return exitInterrupted;
  }
  if (request.format !== 'table') printEnds(deps, request.format, ends);
  const codes = ends.map(({ code }) => code);
  return codes.find((code) => code === 1) ?? codes.find((code) => code !== 0) ?? 0;
}

/** How following one project came out; without a view when it was broken off. */
interface End {
  readonly code: number;
  readonly last?: ProjectDetailView;
}

interface Among {
  readonly several: boolean;
  readonly refreshMs: number;
  readonly inTurn: InTurn;
}

// One document, whatever is in it: a project, or the list of those that were followed.
function printEnds({ terminal }: CliDependencies, format: OutputFormat, ends: readonly End[]): void {
  const views = ends.flatMap(({ last }) => (last === undefined ? [] : [last]));
  printView(terminal, format, views.length === 1 ? views[0] : views, () => []);
}

async function followOne(
  deps: CliDependencies,
  session: Session,
  { format, fromStart }: FollowRequest,
  { view, several, refreshMs, inTurn }: Among & { readonly view: ProjectDetailView },
): Promise<End> {
  const { api, ask, signal } = session;
  const display = displayFor(deps, format, several ? `${view.name}  ` : '');
  if (view.rehearsal) printNotes(deps.terminal, rehearsalLines(view));
  let rest: Rest | undefined;
  try {
    const since = fromStart && view.endedAt === null ? 0 : view.lastSeq;
    rest = await followProject(api, view, display, { since, signal, refreshMs });
  } catch (error) {
    // The owner is gone; perhaps because there was nothing more to do.
    rest = isUnreachable(error) ? restOf(progressOf(await ask((somebody) => somebody.project(view.id)))) : undefined;
    if (rest === undefined) throw error;
  } finally {
    display.end();
  }
  if (rest === undefined) return { code: exitInterrupted };
  const last = await inTurn(async () => ask((somebody) => somebody.project(view.id)));
  if (format === 'table') {
    printView(deps.terminal, format, last, (shown, columns) => endLines(shown, deps.now(), columns));
  }
  return { code: exitCodeOf(rest, last), last };
}

// With json and yaml, standard output is for data alone.
function displayFor({ terminal, now }: CliDependencies, format: OutputFormat, prefix: string): Display {
  if (format !== 'table') return lineDisplay({ ...terminal, stdout: terminal.stderr, isTty: false }, prefix);
  return prefix === '' ? createDisplay(terminal, now) : lineDisplay(terminal, prefix);
}

/** What the exit code says about a project that rests. */
export function exitCodeOf(rest: Rest, view: ProjectDetailView): number {
  if (rest === 'ended') return view.phase === 'Complete' ? 0 : 1;
  if (rest !== 'stalled') return exitAwaitsPerson;
  const stalled = view.conditions.find((condition) => condition.type === 'Stalled');
  return stalled === undefined ? 1 : catalogue[codeOfReason(stalled.reason)].exit;
}

function rehearsalLines({ name }: ProjectDetailView): readonly Line[] {
  return [
    [
      span(`${name} is a rehearsal: `, 'warn'),
      span('the answers of its model come from a script; files, commands, checks and decisions are real.'),
    ],
  ];
}

function interruptedLines({ owner }: Session, projects: readonly string[]): readonly Line[] {
  const again = projects.map((project) => [span('  '), hint(`project status ${project} --watch`)]);
  const what =
    owner === undefined
      ? 'stopped following; the work goes on in the process that owns it. Follow it again with'
      : 'stopped; everything done so far is kept, and the work goes on where it was with';
  return [plain(what), ...again];
}
