import test from 'ava';
import { projectLines } from '../../controller/cli/render/project-lines.ts';
import { plainText } from './golden.ts';
import { freshView, startedAt } from './progress-story.ts';

const missing = {
  type: 'RuleSetMissing',
  status: 'True',
  reason: 'NotDeclared',
  message: 'the phase rule set "own" is not declared any more',
  observedGeneration: 1,
  lastTransitionTime: new Date(startedAt).toISOString(),
} as const;

test('render: a project whose rule set is gone says so until it has ended', (t) => {
  const open = { ...freshView, conditions: [missing] };
  const lines = (view: typeof open): string => plainText(projectLines(view, startedAt, 100), 100);
  t.regex(lines(open), /rule set missing: the phase rule set "own" is not declared any more/);
  t.notRegex(lines({ ...open, endedAt: new Date(startedAt).toISOString() }), /rule set missing/);
});
