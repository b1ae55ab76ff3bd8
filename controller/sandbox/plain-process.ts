import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childTransport } from './child-transport.ts';
import { daemonFolder, daemonStart, nodeBinary, nodeFolder } from './daemon.ts';
import { findSandboxes } from './find-sandboxes.ts';
import { createRemoteSandbox } from './remote-sandbox.ts';
import type { SandboxDriver } from './sandbox.ts';
import { createHousehold } from './sandboxd/household.ts';
import { openSession } from './session.ts';

/**
 * No isolation: programs have the rights of this process and can reach its files and network.
 * It holds the bounds on time, output and the size of a file, hands on nothing of the environment,
 * and keeps the paths of file operations inside the worktree.
 */
export const plainProcessDriver: SandboxDriver = {
  name: 'process',
  isolated: false,
  find: findSandboxes,
  [Symbol.asyncDispose]: async () => undefined,
  async start({ worktree, label }) {
    const home = await mkdtemp(join(tmpdir(), 'maios-sandbox-'));
    const { args, env, marker } = daemonStart({ root: worktree, folder: daemonFolder, home, nodeFolder }, label);
    // One that ended in order has ended its programs itself; a program may have killed it, and then nobody has. To look for
    // them reads the environment of every process of the machine.
    const clear = async (exitCode: number | null): Promise<void> => {
      if (exitCode !== 0) createHousehold({ hostPidNamespace: undefined, marker }).sweep();
      await rm(home, { recursive: true, force: true });
    };
    try {
      const child = spawn(nodeBinary, [...args, '--remove-at-end', home], {
        cwd: worktree,
        env,
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      const session = await openSession(childTransport(child));
      const sandbox = createRemoteSandbox('process', session);
      return { ...sandbox, [Symbol.asyncDispose]: () => session.end().finally(async () => clear(child.exitCode)) };
    } catch (error) {
      await clear(null);
      throw error;
    }
  },
};
