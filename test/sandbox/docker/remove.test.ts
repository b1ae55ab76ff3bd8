import test from 'ava';
import { connectDocker } from '../../../controller/sandbox/docker/connection.ts';
import { removeContainer } from '../../../controller/sandbox/docker/remove.ts';
import { answeringDaemon, type Answer } from '../answering-daemon.ts';

const gone = { status: 404, body: { message: 'no such container' } };
const underWay = { status: 409, body: { message: 'removal is already in progress' } };
const broken = { status: 500, body: { message: 'driver failed' } };

const removes = test.macro({
  async exec(t, removal: Answer, end: Answer | undefined, isEnded: boolean) {
    const answers = { 'GET /_ping': { status: 200 }, 'DELETE /containers/c1': removal };
    const waiting = end === undefined ? {} : { 'POST /containers/c1/wait': end };
    const { dockerHost, asked } = await answeringDaemon(t, { ...answers, ...waiting });
    const container = (await connectDocker(dockerHost)).getContainer('c1');
    t.is(await removeContainer(container), isEnded);
    t.is(asked.includes('POST /containers/c1/wait'), end !== undefined);
  },
  title: (name = '') => `docker remove: ${name}`,
});

test('one that is removed has ended', removes, { status: 204 }, undefined, true);
test('one that went by itself has ended', removes, gone, undefined, true);
test('one that cannot be removed may go on', removes, broken, undefined, false);
test('one that another removes is waited for', removes, underWay, { status: 200, body: { StatusCode: 137 } }, true);
test('one that another has removed meanwhile has ended', removes, underWay, gone, true);
test('one that another removes and whose end is not known may go on', removes, underWay, broken, false);
