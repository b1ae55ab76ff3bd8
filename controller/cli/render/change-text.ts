import type { ChangeSearch, SmallestChange } from '../../policy/explain/smallest-change.ts';
import type { FactChange } from '../../policy/explain/facts-difference.ts';
import type { FactValue } from '../../policy/facts.ts';
import { duration } from '../output/quantity.ts';
import { printableLine } from '../output/printable.ts';
import { factText } from './fact-lines.ts';

/** The smallest change in one line: `task.outcome from null to succeeded: then task-proved says Complete`. */
export function changeText({ found, search }: ChangeSearch): string {
  if (found !== undefined) return `${whatText(found)}: then ${saidText(found)}`;
  return search === 'whole'
    ? 'none: nothing that may still happen makes the rules say so'
    : 'none was found; the search was given up, or met comparisons that are not analysed';
}

function whatText({ changes, inMs }: SmallestChange): string {
  const wait = inMs === undefined ? [] : [`in ${duration(inMs)}`];
  return [...changes.map(changeOf), ...wait].join(' · ') || 'nothing has to change';
}

function changeOf({ fact, path, from, to }: FactChange): string {
  const name = path === undefined ? fact : `${fact} ${path}`;
  return printableLine(`${name} from ${valueText(from)} to ${valueText(to)}`);
}

function valueText(value: FactValue): string {
  return value === null ? 'nothing' : factText(value);
}

function saidText({ rule, type }: SmallestChange): string {
  return rule === null ? 'no rule is true' : `${rule} says ${type ?? ''}`;
}
