import test from 'ava';
import { bubblewrapDriver } from '../../controller/sandbox/bubblewrap.ts';
import { whyNot } from '../../controller/sandbox/choose-driver.ts';
import { execContract } from './exec.contract.ts';
import { filesContract } from './files.contract.ts';
import { isolationContract } from './isolation.contract.ts';
import { openSandbox, sh } from './open-sandbox.ts';

const problem = await whyNot(bubblewrapDriver);

if (problem === undefined) {
  filesContract(test.serial, bubblewrapDriver);
  execContract(test.serial, bubblewrapDriver, {
    module: new URL('../../controller/sandbox/bubblewrap.ts', import.meta.url).href,
    exported: 'bubblewrapDriver',
  });
  isolationContract(test.serial, bubblewrapDriver);
  test.serial('bubblewrap: its own process settings cannot be reached', async (t) => {
    const { sandbox } = await openSandbox(t, bubblewrapDriver);
    t.not((await sh(sandbox, 'echo 0 > /proc/self/oom_score_adj')).exitCode, 0);
  });
} else if (process.env['CI'] === 'true') {
  test('bubblewrap: works here', (t) => t.fail(problem.message));
} else {
  test.skip(`bubblewrap: skipped, it does not work here: ${problem.message}`, (t) => t.pass());
}
