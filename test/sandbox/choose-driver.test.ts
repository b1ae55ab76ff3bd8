import test from 'ava';
import { loadConfig } from '../../controller/config/config.ts';
import { bubblewrapDriver } from '../../controller/sandbox/bubblewrap.ts';
import { chooseSandboxDriver, whyNot, type SandboxSettings } from '../../controller/sandbox/choose-driver.ts';

const problem = await whyNot(bubblewrapDriver);
const settings = (sandbox: string): SandboxSettings =>
  loadConfig({ MAIOS_SANDBOX: sandbox, DOCKER_HOST: 'unix:///nowhere/docker.sock' });

test('choose driver: the plain process is used when asked for, with a loud warning', async (t) => {
  const said: string[] = [];
  const driver = await chooseSandboxDriver(settings('process'), {
    warn: (line) => said.push(line),
    onFault: () => t.fail(),
  });
  t.deepEqual([driver.name, driver.isolated, said.length], ['process', false, 1]);
  t.regex(said.join(''), /NO SANDBOX/);
});

test('choose driver: the best that works here is used, and only the plain process is warned of', async (t) => {
  const said: string[] = [];
  const driver = await chooseSandboxDriver(settings('auto'), {
    warn: (line) => said.push(line),
    onFault: () => t.fail(),
  });
  t.is(driver.name, problem === undefined ? 'bubblewrap' : 'process');
  t.is(said.length, problem === undefined ? 0 : 1);
});

test('choose driver: bubblewrap by name is used or refused, never replaced', async (t) => {
  const choice = chooseSandboxDriver(settings('bubblewrap'), { warn: () => t.fail(), onFault: () => t.fail() });
  if (problem === undefined) t.is((await choice).name, 'bubblewrap');
  else await t.throwsAsync(choice, { code: 'SANDBOX_UNAVAILABLE' });
});

test('choose driver: docker by name is refused where none answers, never replaced', async (t) => {
  const choice = chooseSandboxDriver(settings('docker'), { warn: () => t.fail(), onFault: () => t.fail() });
  await t.throwsAsync(choice, { code: 'SANDBOX_UNAVAILABLE', message: /expected Docker to answer at unix:/ });
});
