import test from 'ava';
import fc from 'fast-check';
import { findCycle } from '../../controller/catalog/find-cycle.ts';
import type { PlannedTask } from '../../controller/catalog/kinds/project.ts';
import { validateTaskGraph } from '../../controller/catalog/task-graph.ts';

const task = (name: string, more: Partial<PlannedTask> = {}): PlannedTask => ({ name, title: `Do ${name}`, ...more });

const says = test.macro((t, tasks: readonly PlannedTask[], expected: readonly string[]) => {
  const problems = validateTaskGraph(tasks, { skills: ['read-file'], maxTasks: 3 });
  t.deepEqual(
    problems.map(({ message }) => message),
    expected,
  );
  t.true(problems.every(({ code }) => code === 'PLAN_INVALID'));
});

test(
  'task graph: a sound one has no problem',
  says,
  [task('a'), task('b', { dependsOn: ['a'], parent: 'a', skills: ['read_file'] }), task('c', { reviews: 'b' })],
  [],
);
test('task graph: no task at all is sound', says, [], []);
test(
  'task graph: too many',
  says,
  [task('a'), task('b'), task('c'), task('d')],
  ['tasks: expected at most 3 tasks, found 4'],
);
test(
  'task graph: two of one name',
  says,
  [task('a'), task('a')],
  ['tasks[1].name: expected a name of its own, found "a" twice'],
);
test(
  'task graph: an unknown dependency',
  says,
  [task('build'), task('b', { dependsOn: ['biuld'] })],
  ['tasks[1].dependsOn[0]: expected the name of a task, found "biuld"; did you mean build?'],
);
test(
  'task graph: itself',
  says,
  [task('a', { dependsOn: ['a'] })],
  ['tasks[0].dependsOn[0]: expected another task, found "a" itself'],
);
test(
  'task graph: an unknown skill',
  says,
  [task('a', { skills: ['read_fil'] })],
  ['tasks[0].skills[0]: expected a declared skill, found "read_fil"; did you mean read_file?'],
);
test(
  'task graph: a cycle of two',
  says,
  [task('a', { dependsOn: ['b'] }), task('b', { dependsOn: ['a'] })],
  ['tasks[0].dependsOn: expected tasks that do not wait for each other, found a → b → a'],
);
test(
  'task graph: a cycle through a review',
  says,
  [task('a', { dependsOn: ['b'] }), task('b', { reviews: 'a' })],
  ['tasks[0].dependsOn: expected tasks that do not wait for each other, found a → b → a'],
);
test(
  'task graph: a cycle off the start',
  says,
  [task('a', { dependsOn: ['b'] }), task('b', { dependsOn: ['c'] }), task('c', { dependsOn: ['b'] })],
  ['tasks[1].dependsOn: expected tasks that do not wait for each other, found b → c → b'],
);
test(
  'task graph: parts of each other',
  says,
  [task('a', { parent: 'b' }), task('b', { parent: 'a' })],
  ['tasks[0].parent: expected tasks that are not part of each other, found a → b → a'],
);

test('task graph: skills are not checked when none are given', (t) => {
  t.deepEqual(validateTaskGraph([task('a', { skills: ['anything'] })], { maxTasks: 1 }), []);
});

test('task graph: a long chain is judged without recursion', (t) => {
  const chain = Array.from({ length: 20_000 }, (_, index): [string, string[]] => [`t${index}`, [`t${index + 1}`]]);
  t.is(findCycle(new Map(chain)), undefined);
  t.is(findCycle(new Map([...chain, ['t20000', ['t0']]]))?.length, 20_002);
});

test('task graph: a cycle is found exactly when no order exists', (t) => {
  const edges = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 16 });
  fc.assert(
    fc.property(edges, (pairs) => {
      const graph = new Map(
        Array.from({ length: 8 }, (_, node) => [
          `${node}`,
          pairs.filter(([from]) => from === node).map(([, to]) => `${to}`),
        ]),
      );
      const cycle = findCycle(graph);
      t.is(cycle === undefined, hasOrder(graph));
      for (const [index, name] of (cycle ?? []).slice(0, -1).entries())
        t.true(graph.get(name)?.includes(cycle?.[index + 1] ?? ''));
      t.is(cycle?.at(0), cycle?.at(-1));
    }),
  );
});

// Kahn 1962: take away what waits for nothing, as long as there is such a one.
function hasOrder(graph: ReadonlyMap<string, readonly string[]>): boolean {
  const left = new Map(graph);
  for (;;) {
    const free = [...left].find(([, targets]) => targets.every((target) => !left.has(target)));
    if (free === undefined) return left.size === 0;
    left.delete(free[0]);
  }
}
