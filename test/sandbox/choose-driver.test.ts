import test from 'ava';
import { bubblewrapDriver } from '../../controller/sandbox/bubblewrap.ts';
import { chooseSandboxDriver, whyNot } from '../../controller/sandbox/choose-driver.ts';

const problem = await whyNot(bubblewrapDriver);

test('choose driver: the plain process is used when asked for, with a loud warning', async (t) => {
  const said: string[] = [];
  const driver = await chooseSandboxDriver('process', (line) => said.push(line));
  t.deepEqual([driver.name, driver.isolated, said.length], ['process', false, 1]);
  t.regex(said.join(''), /NO SANDBOX/);
});

test('choose driver: the best that works here is used, and only the plain process is warned of', async (t) => {
  const said: string[] = [];
  const driver = await chooseSandboxDriver('auto', (line) => said.push(line));
  t.is(driver.name, problem === undefined ? 'bubblewrap' : 'process');
  t.is(said.length, problem === undefined ? 0 : 1);
});

test('choose driver: bubblewrap by name is used or refused, never replaced', async (t) => {
  const choice = chooseSandboxDriver('bubblewrap', () => t.fail());
  if (problem === undefined) t.is((await choice).name, 'bubblewrap');
  else await t.throwsAsync(choice, { code: 'SANDBOX_UNAVAILABLE' });
});
