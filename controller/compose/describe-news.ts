import type { SourceNews } from '../orchestrator/declare/source-news.ts';
import { describeFault } from './describe-fault.ts';

// As many as can be read; who wants all of them asks with `maios run -f`.
const mostProblems = 20;
const mostNames = 5;

/** What a source that was read again has brought, as lines for people; empty where that is nothing. */
export function describeNews({ source, revision, changes, notStarted, problems, mended }: SourceNews): string {
  const left = problems.length - mostProblems;
  return [
    ...problems.slice(0, mostProblems).map((problem) => describeFault('specs', problem)),
    ...(left > 0 ? [`warning: specs: and ${left} more problems in ${source}\n`] : []),
    ...(mended.length === 0 ? [] : [`specs: mended: ${some(mended)}\n`]),
    ...(changes.length === 0 ? [] : [`specs: ${changed(changes)}, ${source} at ${revision.slice(0, 12)}\n`]),
    ...(notStarted.length === 0
      ? []
      : [`specs: unchanged since it was started before: ${some(notStarted)} (maios run -f … --again starts anew)\n`]),
  ].join('');
}

function changed(changes: SourceNews['changes']): string {
  const byChange = Map.groupBy(changes, ({ change }) => change);
  return [...byChange]
    .map(([change, those]) => `${change} ${some(those.map(({ kind, name }) => `${kind}/${name}`))}`)
    .join(', ');
}

function some(names: readonly string[]): string {
  const left = names.length - mostNames;
  return names.slice(0, mostNames).join(', ') + (left > 0 ? ` and ${left} more` : '');
}
