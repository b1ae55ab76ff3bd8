import { catalogue } from '../../errors/catalogue.ts';
import type { ProjectDetailView } from '../../store/operations/views/project-detail.ts';
import { hint, sentence } from '../output/hint.ts';
import { phaseSpan } from '../output/phase-span.ts';
import { count, duration } from '../output/quantity.ts';
import { printable, printableLine } from '../output/printable.ts';
import { type Line, plain, type Span, span } from '../output/span.ts';
import { wrap } from '../output/wrap.ts';
import { codeOfReason } from '../progress/code-of-reason.ts';
import { spendText } from './spend-text.ts';
import { type Place, waitingLines } from './waiting-lines.ts';

const hangingIndent = 4;

/** What is said when following a project is over: how it stands, its summary and lessons, and what can be done next. */
export function endLines(view: ProjectDetailView, now: number, columns: number, at: Place = 'shell'): readonly Line[] {
  const elapsed = duration((view.endedAt === null ? now : Date.parse(view.endedAt)) - Date.parse(view.createdAt));
  const complete = view.tasks.filter((task) => task.phase === 'Complete').length;
  const tasks = `${complete} of ${count(view.tasks.length, 'task')} complete`;
  const lines = [
    plain(''),
    [
      span(view.name, 'bold'),
      span('  '),
      phaseSpan(view.phase),
      span(`  ${tasks} · ${elapsed} · ${spendText(view.spend)}`, 'dim'),
    ],
    ...(view.summary === null
      ? []
      : printable(view.summary)
          .split('\n')
          .map((line) => plain(`  ${line}`))),
    ...failureLines(view),
    ...stallLines(view),
    ...missingLines(view),
    ...cancelLines(view),
    ...lessonLines(view),
    ...view.escalations.filter(({ action }) => action === 'person').flatMap((one) => waitingLines(view.name, one, at)),
    ...(at === 'shell' ? nextLines(view) : nextAtPrompt(view)),
  ];
  return lines.flatMap((line) => wrap(line, columns, hangingIndent));
}

function failureLines({ phase, lastFailure }: ProjectDetailView): readonly Line[] {
  if (phase !== 'Failed' || lastFailure === null) return [];
  return [[span(`  ${lastFailure.class}: `, 'bad'), span(printableLine(lastFailure.message))]];
}

function stallLines({ conditions, endedAt }: ProjectDetailView): readonly Line[] {
  const stalled = conditions.find(({ type, status }) => type === 'Stalled' && status === 'True');
  if (stalled === undefined || endedAt !== null) return [];
  const code = codeOfReason(stalled.reason);
  return [
    [span('  stalled ', 'bad'), span(`${code}: `, 'bold'), span(printableLine(stalled.message))],
    sentence(`    fix: ${catalogue[code].fix}`),
  ];
}

function missingLines({ conditions, endedAt }: ProjectDetailView): readonly Line[] {
  const missing = conditions.find(({ type }) => type === 'RuleSetMissing');
  if (missing === undefined || endedAt !== null) return [];
  return [[span('  rule set missing: ', 'warn'), span(printableLine(missing.message))]];
}

function cancelLines({ cancelRequested, endedAt }: ProjectDetailView): readonly Line[] {
  if (!cancelRequested || endedAt !== null) return [];
  return [[span('  to be cancelled', 'warn'), span(', as soon as a process that works owns the data folder')]];
}

function lessonLines({ lessons }: ProjectDetailView): readonly Line[] {
  if (lessons.length === 0) return [];
  return [
    [span('  lessons', 'dim')],
    ...lessons.map(({ agent, text }) => plain(`  - ${printableLine(text)}${agent === null ? '' : ` (${agent})`}`)),
  ];
}

function nextLines(view: ProjectDetailView): readonly Line[] {
  const { name } = view;
  const next: (readonly [string, Span])[] = [];
  if (view.phase === 'Complete') next.push(['the work', hint(`project result ${name} --to ${name}-result`)]);
  if (view.endedAt === null && view.suspended && !view.cancelRequested)
    next.push(['go on', hint(`project resume ${name}`)]);
  if (view.endedAt === null) next.push(['follow', hint(`project status ${name} --watch`)]);
  next.push(['the reasons', hint(`why ${name}`)]);
  return next.map(commandLine);
}

function nextAtPrompt(view: ProjectDetailView): readonly Line[] {
  const end = view.endedAt === null ? [] : nextLines(view).slice(0, -1);
  return [...end, commandLine(['the reasons', span('why', 'command')])];
}

function commandLine([what, command]: readonly [string, Span]): Line {
  return [span(`  ${what.padEnd(12)}`, 'dim'), command];
}
