import fc from 'fast-check';
import test, { type ExecutionContext } from 'ava';
import { readSpecText } from '../../controller/catalog/read-spec-text.ts';
import { validateTaskGraph } from '../../controller/catalog/task-graph.ts';
import { formatPlace } from '../../controller/errors/maios-error.ts';
import { createAgenda } from '../../controller/simulate/agenda.ts';
import { readScenario } from '../../controller/simulate/scenario/read-scenario.ts';
import { createDraw, drawMs, pick } from '../../controller/simulate/script/draw.ts';
import { generateTasks } from '../../controller/simulate/script/generate-tasks.ts';

const head = 'apiVersion: maios.dev/v1alpha1\nkind: Scenario\nmetadata: { name: x }\n';
const projects = '  projects:\n    - { name: p }\n';

const refuses = test.macro({
  title: (name) => `scenario: ${name}`,
  exec(t: ExecutionContext, text: string, ...expected: readonly string[]) {
    const { problems = [] } = readScenario('s.yaml', text);
    t.deepEqual(
      problems.map(({ code, place, message }) => `${place === undefined ? '' : formatPlace(place)} ${code} ${message}`),
      expected,
    );
  },
});

test('a small one is taken', refuses, `${head}spec:\n${projects}`);
test(
  'an unknown field, with the one that was meant',
  refuses,
  `${head}spec:\n${projects}  agnets: []\n`,
  's.yaml:7:3 SPEC_INVALID spec.agnets: unknown field; did you mean agents?',
);
test(
  'an unknown way to fail',
  refuses,
  `${head}spec:\n${projects}  agents:\n    - { name: a, failures: { verify-faild: 0.1 } }\n`,
  's.yaml:8:30 SPEC_INVALID spec.agents[0].failures.verify-faild: unknown field; did you mean verify-failed?',
);
test(
  'a share above one',
  refuses,
  `${head}spec:\n${projects}  agents:\n    - { name: a, rejects: 10 }\n`,
  's.yaml:8:18 SPEC_INVALID spec.agents[0].rejects: expected a number of at most 1, found 10',
);
test(
  'failures that sum to more than one',
  refuses,
  `${head}spec:\n${projects}  agents:\n    - name: a\n      failures: { stuck: 0.6, fault: 0.6 }\n`,
  's.yaml:9:7 SPEC_INVALID spec.agents[0].failures: expected shares that sum to at most 1, found 1.2',
);
test(
  'a name that a line with a count stands for',
  refuses,
  `${head}spec:\n  projects:\n    - { name: p, count: 12 }\n    - { name: p-03 }\n    - { name: p-3 }\n`,
  's.yaml:7:9 SPEC_INVALID spec.projects[1].name: expected names of its own, found p-03 a second time',
);
test(
  'an agent that a line with a count stands for',
  refuses,
  `${head}spec:\n${projects}  agents:\n    - { name: a, count: 2 }\n    - { name: a-2 }\n`,
  's.yaml:9:9 SPEC_INVALID spec.agents[1].name: expected names of its own, found a-2 a second time',
);
test(
  'a share of more than all, and minutes in percent',
  refuses,
  `${head}spec:\n${projects}  expect:\n    completed: '>= 95'\n    p95Minutes: '<= 240%'\n    failed: '<= 1'\n    open: '= 0%'\n`,
  's.yaml:8:5 SPEC_INVALID spec.expect.completed: expected a share such as 95% or 0.95, found >= 95',
  's.yaml:9:5 SPEC_INVALID spec.expect.p95Minutes: expected a number without %, found <= 240%',
);
test(
  'half of a duration',
  refuses,
  `${head}spec:\n${projects}  others: { minutes: { from: 3 } }\n`,
  's.yaml:7:13 SPEC_INVALID spec.others.minutes: expected a number, from and to, or median and p95, found from',
);
test(
  'a duration the wrong way round',
  refuses,
  `${head}spec:\n${projects}  people: { minutes: { median: 9, p95: 3 } }\n`,
  's.yaml:7:13 SPEC_INVALID spec.people.minutes: expected the smaller number first, found the larger one',
);
test(
  'an expectation that is none',
  refuses,
  `${head}spec:\n${projects}  expect: { completed: many }\n`,
  's.yaml:7:13 SPEC_INVALID spec.expect.completed: expected text like ^(<=|>=|<|>|=) ?[0-9]+(\\.[0-9]+)?%?$, found "many"',
);
test(
  'an unknown measure',
  refuses,
  `${head}spec:\n${projects}  expect: { complete: ">= 1%" }\n`,
  's.yaml:7:13 SPEC_INVALID spec.expect.complete: unknown field; did you mean completed?',
);
test(
  'a task graph with a cycle',
  refuses,
  `${head}spec:\n  projects:\n    - name: p\n      spec:\n        request: x\n        tasks:\n          - { name: a, title: a, dependsOn: [b] }\n          - { name: b, title: b, dependsOn: [a] }\n`,
  's.yaml:10:34 SPEC_INVALID spec.projects[0].spec.tasks[0].dependsOn: expected tasks that do not wait for each other, found a → b → a',
);
test(
  'a task graph twice',
  refuses,
  `${head}spec:\n  projects:\n    - name: p\n      generate: { tasks: 3 }\n      spec: { request: x, tasks: [{ name: a, title: a }] }\n`,
  's.yaml:7:7 SPEC_INVALID spec.projects[0].generate: expected generate or spec.tasks, found both',
);
test(
  'no projects',
  refuses,
  `${head}spec: { projects: [] }\n`,
  's.yaml:4:9 SPEC_INVALID spec.projects: expected at least 1 item, found 0',
);
test(
  'another kind',
  refuses,
  'apiVersion: maios.dev/v1alpha1\nkind: Scenaro\n',
  's.yaml:2:1 SPEC_INVALID kind: expected Scenario, found Scenaro; did you mean Scenario?',
);
test(
  'two of them',
  refuses,
  `${head}spec:\n${projects}---\n${head}spec:\n${projects}`,
  's.yaml SPEC_INVALID expected one Scenario, found 2',
);
test('an empty file', refuses, '# nothing\n', 's.yaml SPEC_INVALID expected a Scenario, found nothing');
test(
  'what is no YAML',
  refuses,
  'spec: [\n',
  's.yaml:2:1 SPEC_SYNTAX not well-formed YAML: expected a closing ], found none up to here',
);

test('scenario: among specs it declares nothing, and is no problem', (t) => {
  const { resources, problems } = readSpecText('s.yaml', `${head}spec: { anything: true }\n`);
  t.deepEqual([resources, problems], [[], []]);
});

test('draw: the same for the same words, evenly spread over others', (t) => {
  const [draw, again] = [createDraw(7), createDraw(7)];
  const drawn = Array.from({ length: 20_000 }, (_, index) => draw('p', index));
  t.deepEqual(
    drawn,
    Array.from({ length: 20_000 }, (_, index) => again('p', index)),
  );
  const buckets = Array.from({ length: 10 }, (_, tenth) => drawn.filter((x) => Math.floor(x * 10) === tenth).length);
  for (const size of buckets) t.true(Math.abs(size - 2000) < 250, String(buckets));
});

test('draw: half of the durations are below the median, and 95 % below the 95th percentile', (t) => {
  const draw = createDraw(1);
  const minutes = Array.from(
    { length: 20_000 },
    (_, index) => drawMs({ median: 10, p95: 40 }, draw, ['run', index]) / 60_000,
  );
  const below = (bound: number): number => minutes.filter((each) => each < bound).length / minutes.length;
  t.true(Math.abs(below(10) - 0.5) < 0.02, String(below(10)));
  t.true(Math.abs(below(40) - 0.95) < 0.01, String(below(40)));
});

test('pick: by weight, and never what has none', (t) => {
  t.is(
    pick(
      [
        ['a', 1],
        ['b', 3],
      ],
      0.2,
    ),
    'a',
  );
  t.is(
    pick(
      [
        ['a', 1],
        ['b', 3],
      ],
      0.3,
    ),
    'b',
  );
  t.is(
    pick(
      [
        ['a', 0],
        ['b', 1],
      ],
      0,
    ),
    'b',
  );
  t.is(pick([['a', 0]], 0.5), undefined);
});

test('generate: a task graph is valid, of the size that was asked for, and no wider', (t) => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 6 }), (seed, count, width) => {
      const tasks = generateTasks({ tasks: { from: 1, to: count }, width, reviews: 0.5 }, 'p', createDraw(seed));
      const work = tasks.filter((task) => task.reviews === undefined);
      t.true(work.length >= 1 && work.length <= count);
      t.deepEqual(validateTaskGraph(tasks, { maxTasks: 100 }), []);
      const byDependencies = Map.groupBy(work, (task) => (task.dependsOn ?? []).join());
      t.true((byDependencies.get('')?.length ?? 0) <= width);
    }),
    { numRuns: 200 },
  );
});

test('agenda: by time, and of one time in the order in which it was put down', (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
      const agenda = createAgenda();
      for (const at of times) agenda.add(at, async () => undefined);
      const taken = Array.from(times, () => agenda.next());
      t.is(agenda.next(), undefined);
      const expected = times
        .map((at, index) => ({ at, order: index + 1 }))
        .toSorted((a, b) => a.at - b.at || a.order - b.order);
      t.deepEqual(
        taken.map((entry) => ({ at: entry?.at, order: entry?.order })),
        expected,
      );
    }),
  );
});
