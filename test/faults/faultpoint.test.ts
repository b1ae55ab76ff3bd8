import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { armFaultpoints, faultpoint } from '../../controller/faults/faultpoint.ts';
import { readFaults } from '../../controller/faults/read-faults.ts';
import { makeFolder } from '../support/maios.ts';

const refuses = test.macro<[string, RegExp]>({
  exec(t, text, message) {
    t.throws(() => readFaults(text), { code: 'CONFIG_INVALID', message });
  },
  title: (_, text) => `faults: refuse ${text === '' ? 'nothing' : text}`,
});

test(refuses, '', /name of a point/);
test(refuses, 'run.nowhere:kill:1', /name of a point, found "run\.nowhere"/);
test(refuses, 'run.acted:explode:1', /kill, stop, throw, tell or block-MS, found "explode"/);
test(refuses, 'run.acted:kill:often', /a number/);
test(refuses, 'run.acted:kill:1:2', /POINT:ACTION:NTH/);

test('faults: read points, blocks and seeds', (t) => {
  t.deepEqual(readFaults('run.acted:kill:2, job.claimed:block-500, seed:7:0.5'), [
    { at: 'run.acted', nth: 2, action: { do: 'kill' } },
    { at: 'job.claimed', nth: 1, action: { do: 'block', ms: 500 } },
    { seed: 7, probability: 0.5 },
  ]);
});

test.serial('faultpoint: does nothing unless armed, and strikes the nth time alone', (t) => {
  t.teardown(() => armFaultpoints(undefined));
  faultpoint('run.acted');
  armFaultpoints('run.acted:throw:2');
  faultpoint('run.acted');
  faultpoint('run.received');
  t.throws(() => faultpoint('run.acted'), { code: 'INTERNAL', message: /run\.acted/ });
  faultpoint('run.acted');
  armFaultpoints(undefined);
  t.notThrows(() => faultpoint('run.acted'));
});

test.serial('faultpoint: a file arms a process that runs, another one arms it anew, and none disarms it', async (t) => {
  t.teardown(() => armFaultpoints(undefined));
  const file = join(await makeFolder(t), 'faults');
  const arm = async (text: string): Promise<void> => {
    await writeFile(`${file}.new`, text);
    await rename(`${file}.new`, file);
  };
  armFaultpoints(`@${file}`);
  t.notThrows(() => faultpoint('run.acted'));
  await arm('run.acted:throw:2');
  faultpoint('run.acted');
  t.throws(() => faultpoint('run.acted'), { code: 'INTERNAL' });
  await arm('run.acted:throw:2');
  t.notThrows(() => faultpoint('run.acted'), 'it counts from the beginning');
  await rm(file);
  t.notThrows(() => faultpoint('run.acted'));
});
