import test from 'ava';
import { startBox } from '../../../controller/sandbox/docker/box.ts';
import { connectDocker } from '../../../controller/sandbox/docker/connection.ts';
import { eventually } from '../../support/eventually.ts';
import { answeringDaemon, type Answer } from '../answering-daemon.ts';

const plan = {
  image: 'maios-sandbox',
  imageVariables: [],
  folder: '/nowhere',
  network: false,
  user: '1000:1000',
  name: 'box',
  labels: {},
};
const well = { 'GET /_ping': { status: 200 }, 'DELETE /containers/c1': { status: 204 } };
const created = { 'POST /containers/create': { status: 201, body: { Id: 'c1' } } };

const giveUp = test.macro({
  async exec(t, answers: Readonly<Record<string, Answer>>, isRemoved: boolean) {
    const { dockerHost, asked } = await answeringDaemon(t, { ...well, ...answers });
    const docker = await connectDocker(dockerHost);
    await t.throwsAsync(startBox(docker, plan, 200), { code: 'SANDBOX_UNAVAILABLE' });
    if (!isRemoved) return;
    await eventually(() => {
      if (!asked.includes('DELETE /containers/c1')) throw new Error(`found ${asked.join(', ')}`);
    });
  },
  title: (name = '') => `docker box: a daemon that falls silent ${name} is given up, and what was made is removed`,
});

test('before there is a container', giveUp, {}, false);
test('before its stream is attached', giveUp, created, true);
