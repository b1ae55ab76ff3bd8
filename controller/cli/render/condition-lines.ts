import { formatPlace } from '../../errors/maios-error.ts';
import type { ExplainedComparison, ExplainedCondition, Outcome } from '../../policy/explain/explained-condition.ts';
import { type Line, span, type Tone } from '../output/span.ts';
import { printableLine } from '../output/printable.ts';
import { comparisonText, stateOf } from './comparison-text.ts';

const marks: Readonly<Record<Outcome, readonly [mark: string, tone: Tone]>> = {
  true: ['✓', 'good'],
  false: ['✗', 'bad'],
  missing: ['?', 'warn'],
  'not-evaluated': ['·', 'dim'],
  fault: ['!', 'bad'],
};

/** What the marks of a tree mean. */
export const legend = '✓ true  ✗ false  ? false, for something is not known  · not evaluated';

export interface TreeOptions {
  readonly indent: number;
  /** Leaves out what named conditions are made of where they are true. */
  readonly isShort: boolean;
}

/**
 * The tree of a rule without the one group that most rules begin with. A condition a line: its outcome, what it says, the
 * value that was found, and its line in the file.
 */
export function treeLines(condition: ExplainedCondition, options: TreeOptions): readonly Line[] {
  const members = condition.kind === 'all' ? condition.of : [condition];
  return members.flatMap((member) => conditionLines(member, options));
}

function conditionLines(condition: ExplainedCondition, options: TreeOptions): readonly Line[] {
  const { indent, isShort } = options;
  const { outcome } = condition;
  const [mark, tone] = marks[outcome];
  const line: Line = [
    span(' '.repeat(indent)),
    span(`${mark} `, tone),
    span(textOf(condition), outcome === 'not-evaluated' ? 'dim' : 'plain'),
    span(foundText(condition), tone === 'good' ? 'dim' : tone),
    span(condition.place?.line === undefined ? '' : `  :${condition.place.line}`, 'dim'),
  ];
  const members = membersOf(condition, isShort);
  return [line, ...members.flatMap((member) => conditionLines(member, { isShort, indent: indent + 2 }))];
}

/** `file:line:column` of a rule, or its place in the rule set. */
export function placeText({ place, at }: Pick<ExplainedCondition, 'place' | 'at'>): string {
  return place === undefined ? at : formatPlace(place);
}

function textOf(condition: ExplainedCondition): string {
  switch (condition.kind) {
    case 'comparison':
      return printableLine(comparisonText(condition));
    case 'reference':
      return condition.name;
    default:
      return condition.kind;
  }
}

function foundText(condition: ExplainedCondition): string {
  if (condition.kind !== 'comparison' || condition.outcome === 'not-evaluated') return '';
  if (condition.outcome === 'fault') return `  ${printableLine(condition.message ?? '')}`;
  return isPlainEqual(condition) ? '' : `  ${stateOf(condition)}`;
}

// What was found is what stands there.
function isPlainEqual({ operator, outcome, expectedFact }: ExplainedComparison): boolean {
  return operator === 'equal' && outcome === 'true' && expectedFact === undefined;
}

// What nothing is known of need not be shown in full: a named condition is looked up where it is written.
function membersOf(condition: ExplainedCondition, isShort: boolean): readonly ExplainedCondition[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of;
    case 'not':
      return [condition.of];
    case 'reference': {
      const { outcome, of } = condition;
      if (outcome === 'not-evaluated' || (isShort && outcome === 'true')) return [];
      return of.kind === 'all' ? of.of : [of];
    }
    case 'comparison':
      return [];
  }
}
