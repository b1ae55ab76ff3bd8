import test from 'ava';
import fc from 'fast-check';
import { anySlot, createWaitingLine, type WaitingLine } from '../../controller/orchestrator/loop/waiting-line.ts';

const nobodyFree = (): number => 0;
const waits = (line: WaitingLine, project: string, ...agents: readonly string[]): readonly string[] =>
  line.rest(project, { waitsFor: new Set(agents), since: line.mark(), free: nobodyFree });

test('line: a slot that comes free wakes one project, the one that waits longest', (t) => {
  const line = createWaitingLine();
  for (const project of ['a', 'b', 'c']) waits(line, project, 'ben');
  t.deepEqual(line.freed('ben'), ['a']);
  t.deepEqual(line.keptFromOthers('b'), ['ben']);
  t.deepEqual(line.keptFromOthers('a'), []);
});

test('line: who was served goes to its end', (t) => {
  const line = createWaitingLine();
  for (const project of ['a', 'b']) waits(line, project, 'ben');
  line.freed('ben');
  line.served('a', ['ben']);
  t.deepEqual(line.keptFromOthers('b'), [], 'it is taken, and not kept any more');
  waits(line, 'a', 'ben');
  t.deepEqual(line.freed('ben'), ['b']);
});

test('line: a slot that one has no use for is passed on, to each of the others once', (t) => {
  const line = createWaitingLine();
  for (const project of ['a', 'b', 'c']) waits(line, project, 'ben', 'cleo');
  const asked = [...line.freed('ben')];
  for (const project of asked) {
    const rested = { waitsFor: new Set(['ben', 'cleo']), since: line.mark(), free: () => 1 };
    asked.push(...line.rest(project, rested));
  }
  t.deepEqual(asked, ['a', 'b', 'c']);
  t.deepEqual(line.seenFree('ben', 1), [], 'nobody is asked again for nothing');
  t.deepEqual(line.freed('ben'), ['a'], 'the next one that comes free is news');
});

test('line: one that finds its slot taken keeps its place', (t) => {
  const line = createWaitingLine();
  for (const project of ['a', 'b']) waits(line, project, 'ben');
  line.freed('ben');
  t.deepEqual(waits(line, 'a', 'ben'), []);
  t.deepEqual(line.freed('ben'), ['a']);
});

test('line: what comes free while a project is looked at is not missed', (t) => {
  const line = createWaitingLine();
  const since = line.mark();
  t.deepEqual(line.freed('ben'), []);
  const rested = { waitsFor: new Set(['ben']), free: nobodyFree };
  t.deepEqual(line.rest('a', { ...rested, since }), ['a']);
  t.deepEqual(createWaitingLine().rest('a', { ...rested, since: 0 }), []);
});

test("line: a slot of any agent is one of the organization's quota", (t) => {
  const line = createWaitingLine();
  waits(line, 'a', anySlot);
  waits(line, 'b', 'ben');
  t.deepEqual(line.freed('ben'), ['a']);
  t.deepEqual(line.freed('ben'), ['b']);
  t.deepEqual(line.freed('ben'), []);
});

test('line: one that leaves hands on what was kept for it', (t) => {
  const line = createWaitingLine();
  for (const project of ['a', 'b']) waits(line, project, 'ben');
  line.freed('ben');
  t.deepEqual(line.leave('a'), ['b']);
  t.is(line.size, 1);
});

test('line: slots that are seen to be free are given to as many, and no more', (t) => {
  const line = createWaitingLine();
  for (const project of ['a', 'b', 'c']) waits(line, project, 'ben');
  t.deepEqual(line.seenFree('ben', 2), ['a', 'b']);
  t.deepEqual(line.seenFree('ben', 2), []);
});

interface Play {
  readonly projects: number;
  readonly slots: number;
  /** Which of the agents each project could use, by bits; and which of those that run ends next. */
  readonly uses: readonly number[];
  readonly ends: readonly number[];
}

const agents = ['ben', 'cleo', 'dan'];
const plays: fc.Arbitrary<Play> = fc.record({
  projects: fc.integer({ min: 1, max: 30 }),
  slots: fc.integer({ min: 1, max: 3 }),
  uses: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 30, maxLength: 30 }),
  ends: fc.array(fc.nat(100), { minLength: 200, maxLength: 200 }),
});

test('line: nobody starves, no slot lies idle while somebody could use it, and looks grow with slots alone', (t) => {
  fc.assert(
    fc.property(plays, ({ projects, slots, uses, ends }) => {
      const line = createWaitingLine();
      const free = new Map(agents.map((agent) => [agent, slots]));
      const running: string[] = [];
      const served = new Map<string, number>();
      let looks = 0;
      const usable = (project: number): readonly string[] =>
        agents.filter((_agent, bit) => ((uses[project] ?? 1) & (1 << bit)) !== 0);
      const look = (name: string): void => {
        looks += 1;
        const since = line.mark();
        const kept = line.keptFromOthers(name);
        const left = (agent: string): number => (free.get(agent) ?? 0) - kept.filter((other) => other === agent).length;
        // A project has more to do than there are slots.
        for (;;) {
          const agent = usable(Number(name)).find((each) => left(each) > 0);
          if (agent === undefined) break;
          free.set(agent, (free.get(agent) ?? 0) - 1);
          running.push(agent);
          served.set(name, (served.get(name) ?? 0) + 1);
          line.served(name, [agent]);
        }
        const rested = { waitsFor: new Set(usable(Number(name))), since, free: (each: string) => free.get(each) ?? 0 };
        line.rest(name, rested).forEach(look);
      };
      for (let project = 0; project < projects; project += 1) look(String(project));
      const begun = looks;
      for (const choice of ends) {
        const [agent] = running.splice(choice % Math.max(1, running.length), 1);
        if (agent === undefined) continue;
        free.set(agent, (free.get(agent) ?? 0) + 1);
        line.freed(agent).forEach(look);
        const idle = agents.filter((each) => (free.get(each) ?? 0) > 0);
        for (let project = 0; project < projects; project += 1)
          t.false(
            usable(project).some((each) => idle.includes(each)),
            'somebody could use it',
          );
      }
      t.true(looks - begun <= 2 * ends.length + projects);
      // Who shares an agent with whom differs, but nobody is passed over: with one agent for all, the turns are equal.
      if (projects > 1 && uses.slice(0, projects).every((use) => use === uses[0])) {
        const turns = Array.from({ length: projects }, (_, project) => served.get(String(project)) ?? 0);
        t.true(Math.max(...turns) - Math.min(...turns) <= agents.length * slots);
      }
      if (projects <= 10) t.is(served.size, projects, 'each had its turn');
    }),
    { numRuns: 100 },
  );
});
