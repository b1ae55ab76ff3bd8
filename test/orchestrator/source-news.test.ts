import test from 'ava';
import { describeNews } from '../../controller/compose/describe-news.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import type { ApplyReport } from '../../controller/orchestrator/control/control.ts';
import { createNewsOf } from '../../controller/orchestrator/declare/source-news.ts';

const problem = (file: string, message: string, line = 1) =>
  new MaiosError('SPEC_INVALID', message, { place: { file, line, column: 1 } });

function report(problems: readonly MaiosError[], applied: ApplyReport['applied'] = []): ApplyReport {
  return { revision: 'abcdef0123456789', applied, problems, projects: [] };
}

test('news of a source: an error is told once, whatever happens around it', (t) => {
  const newsOf = createNewsOf('files:s');
  t.is(newsOf(report([problem('a.yaml', 'bad')])).problems.length, 1);
  const next = newsOf(report([problem('a.yaml', 'bad', 7), problem('b.yaml', 'bad')]));
  t.deepEqual(
    next.problems.map(({ place }) => place?.file),
    ['b.yaml'],
  );
  t.deepEqual(next.mended, []);
});

test('news of a source: a file that is good again is said to be mended, and a later error of it is told anew', (t) => {
  const newsOf = createNewsOf('files:s');
  const bad = report([problem('a.yaml', 'bad'), problem('a.yaml', 'worse')]);
  newsOf(bad);
  t.deepEqual(newsOf(report([problem('a.yaml', 'worse')])).mended, []);
  t.deepEqual(newsOf(report([])).mended, ['a.yaml']);
  t.deepEqual(newsOf(report([])).mended, []);
  t.is(newsOf(bad).problems.length, 2);
});

test('news of a source: what came of a change is one line, and nothing is no line', (t) => {
  const newsOf = createNewsOf('files:s');
  t.is(describeNews(newsOf(report([], [{ kind: 'Agent', name: 'ann', change: 'unchanged' }]))), '');
  const agents = Array.from({ length: 7 }, (_, index) => ({
    kind: 'Agent',
    name: `a${index}`,
    change: 'created' as const,
  }));
  t.is(
    describeNews(newsOf(report([], [...agents, { kind: 'Project', name: 'p', change: 'deleted' }]))),
    'specs: created Agent/a0, Agent/a1, Agent/a2, Agent/a3, Agent/a4 and 2 more, deleted Project/p, files:s at abcdef012345\n',
  );
});

test('news of a source: a project that comes back as it was is said not to be started', (t) => {
  const projects = [
    { id: '1', name: 'new', created: true },
    { id: '2', name: 'old', created: false },
    { id: '3', name: 'open', created: false },
  ];
  const applied = [
    { kind: 'Project', name: 'new', change: 'created' as const },
    { kind: 'Project', name: 'old', change: 'created' as const },
    { kind: 'Project', name: 'open', change: 'changed' as const },
  ];
  const news = createNewsOf('files:s')({ ...report([], applied), projects });
  t.deepEqual(news.notStarted, ['old']);
  t.regex(describeNews(news), /unchanged since it was started before: old \(/);
});

test('news of a source: a crowd of errors is counted', (t) => {
  const crowd = Array.from({ length: 30 }, (_, index) => problem(`${index}.yaml`, 'bad'));
  const lines = describeNews(createNewsOf('files:s')(report(crowd)))
    .trimEnd()
    .split('\n');
  t.is(lines.length, 3 * 20 + 1);
  t.is(lines.at(-1), 'warning: specs: and 10 more problems in files:s');
});
