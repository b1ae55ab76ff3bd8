import test from 'ava';
import { describeFields, explainField } from '../../controller/catalog/describe-fields.ts';
import type { KindDefinition } from '../../controller/catalog/kinds/envelope.ts';
import { kinds } from '../../controller/catalog/kinds/kinds.ts';

const definitions: readonly KindDefinition[] = Object.values(kinds);

for (const definition of definitions) {
  test(`fields: every one of ${definition.kind} has a meaning`, (t) => {
    const [, ...fields] = describeFields(definition);
    t.deepEqual(
      fields.filter(({ meaning }) => meaning === '').map(({ path }) => path),
      [],
    );
  });

  test(`fields: every text and list of ${definition.kind} is bounded`, (t) => {
    const unbounded = describeFields(definition).filter(({ type, bounds }) => {
      const isOpen = type === 'text' || type.startsWith('list') || type.startsWith('map');
      return isOpen && !bounds.some((bound) => /at most|one of/.test(bound));
    });
    t.deepEqual(
      unbounded.map(({ path }) => path),
      [],
    );
  });
}

test('explain: a field with those inside of it', (t) => {
  const fields = explainField('Project', 'spec.budget') ?? [];
  t.deepEqual(
    fields.map(({ path }) => path),
    ['spec.budget', 'spec.budget.tokens', 'spec.budget.usd', 'spec.budget.wallClockMinutes'],
  );
});

test('explain: a field of the items of a list', (t) => {
  t.deepEqual(explainField('Project', 'spec.tasks.verify')?.[0]?.path, 'spec.tasks[].verify');
});

test('explain: no such field', (t) => {
  t.is(explainField('Project', 'spec.colour'), undefined);
});
