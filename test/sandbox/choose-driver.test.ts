import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { loadConfig } from '../../controller/config/config.ts';
import { bubblewrapDriver } from '../../controller/sandbox/bubblewrap.ts';
import { chooseSandboxDriver, whyNot, type SandboxSettings } from '../../controller/sandbox/choose-driver.ts';
import { answeringDaemon } from './answering-daemon.ts';

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

test('choose driver: a Docker that has the image and starts no container is not used', async (t) => {
  const home = await mkdtemp(join(tmpdir(), 'maios-choose-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const { dockerHost } = await answeringDaemon(t, {
    'GET /_ping': { status: 200 },
    'GET /images/maios-sandbox/json': { status: 200, body: { Config: {} } },
    'GET /info': { status: 200, body: { ID: 'A:B' } },
    'POST /containers/create': { status: 400, body: { message: 'bind source path does not exist' } },
  });
  const said: string[] = [];
  const notes = { warn: (line: string) => void said.push(line), onFault: () => undefined };
  const here = { DOCKER_HOST: dockerHost, MAIOS_HOME: home, MAIOS_SANDBOX_IMAGE: 'maios-sandbox' };
  const auto = await chooseSandboxDriver(loadConfig({ ...here, MAIOS_SANDBOX: 'auto' }), notes);
  t.is(auto.name, problem === undefined ? 'bubblewrap' : 'process');
  if (problem !== undefined)
    t.regex(said.join(''), /docker does not work here: .*bind source path.*; bubblewrap does not/);
  const named = chooseSandboxDriver(loadConfig({ ...here, MAIOS_SANDBOX: 'docker' }), notes);
  await t.throwsAsync(named, { code: 'SANDBOX_UNAVAILABLE', message: /bind source path does not exist/ });
});
