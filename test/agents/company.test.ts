import assert from 'node:assert/strict';
import test from 'ava';
import { createCompany, type Company } from '../../controller/agents/worker/company.ts';

const forever = 2 ** 30;
const going = new AbortController().signal;

/** Asks to begin, and tells whether it was let in by now. */
function ask(company: Company, isAlone: boolean, signal: AbortSignal = going) {
  const state: { place: Disposable | undefined; answered: boolean } = { place: undefined, answered: false };
  const answer = company.enter(isAlone, signal).then((place) => Object.assign(state, { place, answered: true }));
  return {
    answer,
    isIn: async () => {
      await new Promise(setImmediate);
      return state.place !== undefined;
    },
    leave: () => {
      assert.ok(state.place);
      state.place[Symbol.dispose]();
    },
  };
}

test('company: anybody works beside anybody', async (t) => {
  const company = createCompany(forever);
  t.true(await ask(company, false).isIn());
  t.true(await ask(company, false).isIn());
});

test('company: who has to be alone waits for the others, and nobody begins before it has ended', async (t) => {
  const company = createCompany(forever);
  const [first, second] = [ask(company, false), ask(company, false)];
  await second.answer;
  const alone = ask(company, true);
  const later = ask(company, false);
  first.leave();
  t.false(await alone.isIn());
  second.leave();
  t.true(await alone.isIn());
  t.false(await later.isIn());
  alone.leave();
  t.true(await later.isIn());
});

test('company: two that have to be alone are so one after the other', async (t) => {
  const company = createCompany(forever);
  const [first, second] = [ask(company, true), ask(company, true)];
  t.true(await first.isIn());
  t.false(await second.isIn());
  first.leave();
  t.true(await second.isIn());
});

test('company: whoever waits for somebody that is alone is let go after a time', async (t) => {
  const company = createCompany(1);
  const alone = ask(company, true);
  await alone.answer;
  const [other, another] = [ask(company, false), ask(company, true)];
  await Promise.all([other.answer, another.answer]);
  t.false(await other.isIn());
  t.false(await another.isIn());
  alone.leave();
  t.true(await ask(company, false).isIn());
});

test('company: who has to be alone waits however long it takes, until it is told to stop', async (t) => {
  const company = createCompany(1);
  const first = ask(company, false);
  await first.answer;
  const stop = new AbortController();
  const alone = ask(company, true, stop.signal);
  const later = ask(company, false);
  await later.answer;
  t.false(await later.isIn(), 'it is let go meanwhile');
  t.false(await alone.isIn());
  stop.abort();
  await alone.answer;
  t.true(await ask(company, false).isIn());
});
