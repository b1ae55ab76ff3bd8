import test, { type ExecutionContext } from 'ava';
import { systemClock } from '../../../controller/clock/clock.ts';
import { openStore } from '../../../controller/store/open-store.ts';
import { verifyChain } from '../../../controller/store/operations/decisions/verify-chain.ts';
import type { Store } from '../../../controller/store/store.ts';
import { exportDatabase } from '../../../controller/store/transfer/export-database.ts';
import { importDatabase } from '../../../controller/store/transfer/import-database.ts';
import { fillStore, type Filled } from '../../support/fill-store.ts';
import { makeTestHome, openTestStore } from '../../support/store.ts';
import { tableTexts } from '../../support/table-texts.ts';

interface Old extends Filled {
  readonly text: string;
  readonly tables: Readonly<Record<string, readonly string[]>>;
}

async function oldDatabase(t: ExecutionContext): Promise<Old> {
  await using store = await openStore({ home: await makeTestHome(t), clock: systemClock });
  const filled = await fillStore(store);
  return { ...filled, text: await exported(store), tables: await tableTexts(store) };
}

async function exported(store: Store): Promise<string> {
  return store.transaction(async (tx) => {
    let text = '';
    for await (const piece of exportDatabase(tx)) text += piece;
    return text;
  });
}

async function* pieces(...texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

test.serial('transfer: every row of every table arrives as it was, and the hash chain verifies', async (t) => {
  const { text, tables, scope, projectId } = await oldDatabase(t);
  const empty = Object.keys(tables).filter((name) => tables[name]?.length === 0);
  t.deepEqual(empty, [], 'each table has a row to lose');
  const store = await openTestStore(t);
  const { rows } = await store.transaction((tx) => importDatabase(tx, pieces(text)));
  t.deepEqual(await tableTexts(store), tables);
  t.is(rows['run_steps'], 3);
  t.is(await store.transaction((tx) => verifyChain(tx, scope, projectId)), undefined);
});

test.serial('transfer: the text may come in pieces that are cut anywhere', async (t) => {
  const { text, tables } = await oldDatabase(t);
  const store = await openTestStore(t);
  await store.transaction((tx) => importDatabase(tx, pieces(...(text.match(/[^]{1,7001}/gu) ?? []))));
  t.deepEqual(await tableTexts(store), tables);
});

test.serial('transfer: nothing is put into a database that is in use', async (t) => {
  const store = await openTestStore(t);
  await fillStore(store);
  const text = await exported(store);
  const tables = await tableTexts(store);
  const again = store.transaction((tx) => importDatabase(tx, pieces(text)));
  await t.throwsAsync(again, { code: 'NOT_EMPTY', message: /organizations/ });
  t.deepEqual(await tableTexts(store), tables);
});

const damages: Readonly<Record<string, (text: string) => string>> = {
  'that is something else': () => 'PK\u0003\u0004 not a database\n',
  'that is empty': () => '',
  'that was cut off at a line': (text) => text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1),
  'that was cut off in a line': (text) => text.slice(0, -10),
  'in which a value was changed': (text) => text.replace('Build something.', 'Build anything..'),
  'in which a row is missing': (text) => text.replace(/\n\[[^\n]*Build something[^\n]*/u, ''),
  'in which a row has too little': (text) => text.replace(/\n\[[^\n]*Build something[^\n]*/u, '\n["one"]'),
  'in which a table comes twice': (text) => text.replace('{"table":"users"}', '{"table":"organizations"}'),
  'that goes on after its end': (text) => `${text}${text}`,
};

test.serial('transfer: what is cut off, changed or something else is refused, and leaves nothing behind', async (t) => {
  const { text } = await oldDatabase(t);
  const store = await openTestStore(t);
  const before = await tableTexts(store);
  for (const [name, damage] of Object.entries(damages)) {
    const importing = store.transaction((tx) => importDatabase(tx, pieces(damage(text))));
    await t.throwsAsync(importing, { code: 'BACKUP_INVALID' }, name);
    t.deepEqual(await tableTexts(store), before, name);
  }
});
