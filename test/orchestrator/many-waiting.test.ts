import assert from 'node:assert/strict';
import test from 'ava';
import { ProjectEntity } from '../../controller/store/entities/project.ts';
import { eventually } from '../support/eventually.ts';
import { organize, succeeded } from '../support/orchestrate.ts';
import { anAgent } from '../support/view.ts';

const build = { name: 'build', title: 'Build', role: 'developer', verify: 'true' };
const projects = 120;
/** A project comes to its end in about ten steps, and rests a few times in between. */
const looksEach = 25;

test('waiting: many projects for few agents all complete, and are looked at no more often for being many', async (t) => {
  t.timeout(300_000);
  const organization = await organize(t, [anAgent('ben'), anAgent('cleo'), anAgent('dan')], () => succeeded);
  const { store, keeper } = organization;
  const bundlesFor = keeper.bundlesFor.bind(keeper);
  let looks = 0;
  keeper.bundlesFor = (project) => {
    looks += 1;
    return bundlesFor(project);
  };
  for (let count = 0; count < projects; count += 1) await organization.start({ request: 'x', tasks: [build] });
  await eventually(
    async () => {
      const done = await store.transaction(async (tx) => tx.countBy(ProjectEntity, { phase: 'Complete' }));
      assert.equal(done, projects);
    },
    { timeoutMs: 250_000 },
  );
  t.log(`${looks / projects} looks a project`);
  t.true(looks <= looksEach * projects, `${looks} looks at ${projects} projects`);
});
