import test from 'ava';
import { assembleCatalog } from '../../controller/catalog/assemble.ts';
import { loadBuiltins } from '../../controller/catalog/builtins.ts';
import { createFilesSource } from '../../controller/catalog/sources/files-source.ts';
import { systemClock } from '../../controller/clock/clock.ts';
import { stages } from '../../controller/catalog/kinds/rule-set.ts';
import { describeProblems } from './describe-problems.ts';

test('builtins: all are valid and refer only to each other', async (t) => {
  const { catalog, problems } = assembleCatalog([await loadBuiltins()]);
  t.is(describeProblems(problems), '');
  t.not(catalog.get('Model', 'maios-default'), undefined);
  t.deepEqual(
    catalog
      .list('RuleSet')
      .map(({ resource }) => resource.spec.stage)
      .toSorted(),
    [...stages].toSorted(),
  );
  const roles = new Set(catalog.list('Agent').map(({ resource }) => resource.spec.role));
  t.deepEqual([...roles].toSorted(), ['developer', 'planner', 'reviewer', 'supervisor', 'tester']);
});

test('builtins: are named so that no other source can own their names', async (t) => {
  const { declared } = await loadBuiltins();
  // Skills are called by their names, which agents write; their folder makes them their own.
  const others = declared.filter(
    ({ resource }) => resource.kind !== 'Skill' && !resource.metadata.name.startsWith('maios-'),
  );
  t.deepEqual(others, []);
});

test('builtins: every agent of the factory is permitted the skills that it knows, and no more', async (t) => {
  const { catalog } = assembleCatalog([await loadBuiltins()]);
  for (const { resource } of catalog.list('Agent')) {
    const label = resource.metadata.labels?.['maios.dev/factory'];
    const granted = catalog
      .list('SkillPermission')
      .filter((item) => item.resource.spec.subjects.labels?.['maios.dev/factory'] === label);
    t.deepEqual(
      granted.flatMap((item) => item.resource.spec.skills),
      [...(resource.spec.skills ?? [])],
      resource.metadata.name,
    );
  }
});

test('builtins: the examples are valid beside them', async (t) => {
  await using source = createFilesSource({ path: 'specs/examples/rest-api', clock: systemClock });
  const { problems } = assembleCatalog([await loadBuiltins(), await source.read()]);
  t.is(describeProblems(problems), '');
});
