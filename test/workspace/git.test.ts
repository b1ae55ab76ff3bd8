import test from 'ava';
import { git } from '../../controller/workspace/git.ts';
import { callGit } from '../../controller/catalog/sources/git-program.ts';

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

test.serial('git: one that cannot be started leaves no timer that keeps the process alive', async (t) => {
  const before = timers();
  await t.throwsAsync(git(['version'], { workTree: '/nonexistent' }), {
    message: /expected git to start, found no folder \/nonexistent/,
  });
  const call = { folder: '/', args: ['version'], searchPath: '/nonexistent' };
  await t.throwsAsync(callGit(call), { message: /expected git to start.*ENOENT/ });
  t.is(timers(), before);
});
