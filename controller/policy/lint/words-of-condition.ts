import type { Condition, FactRef, Operand } from '../conditions/condition.ts';
import { show } from '../conditions/json.ts';
import { pathNames } from '../conditions/path.ts';

/** A condition in words, in short. */
export function wordsOfCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'all':
      return condition.of.map(wordsOfCondition).join(' and ');
    case 'any':
      return condition.of.length === 1
        ? condition.of.map(wordsOfCondition).join('')
        : `any of (${condition.of.map(wordsOfCondition).join(', ')})`;
    case 'not':
      return `not (${wordsOfCondition(condition.of)})`;
    case 'reference':
      return condition.name;
    case 'comparison':
      return `${wordsOfRef(condition.left)} ${condition.operator} ${wordsOfOperand(condition.right)}`;
  }
}

function wordsOfRef({ fact, path }: FactRef): string {
  return path === undefined ? fact : `${fact} $.${pathNames(path).join('.')}`;
}

function wordsOfOperand(right: Operand): string {
  return 'ref' in right ? wordsOfRef(right.ref) : show(right.literal);
}
