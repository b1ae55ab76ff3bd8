import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { homedir } from 'node:os';
import type { SerialFn } from 'ava';
import type { SandboxDriver } from '../../controller/sandbox/sandbox.ts';
import { openSandbox, sh } from './open-sandbox.ts';

// What every sandbox sets for itself.
const ownVariables = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TERM', 'NO_COLOR'];

/** The wall around a program, as every isolated driver of the sandbox port builds it. */
export function isolationContract(test: SerialFn, driver: SandboxDriver): void {
  const title = (behaviour: string): string => `${driver.name}: ${behaviour}`;

  test(title('nothing of this machine can be reached over a network'), async (t) => {
    const server = createServer((_request, response) => response.end('reached')).listen(0, '127.0.0.1');
    t.teardown(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { sandbox } = await openSandbox(t, driver);
    for (const url of [
      `http://127.0.0.1:${port}/`,
      'http://169.254.169.254/',
      'http://[2001:db8::1]/',
      'http://example.org/',
    ]) {
      const result = await sandbox.exec(
        ['node', '-e', `fetch(${JSON.stringify(url)}).then(() => process.exit(0), () => process.exit(9))`],
        {
          timeoutMs: 10_000,
          maxOutputBytes: 1000,
        },
      );
      t.is(result.exitCode, 9, url);
    }
    const { stdout } = await sh(
      sandbox,
      '(ls /sys/class/net 2>/dev/null; cut -d: -f1 /proc/net/dev | tail -n +3 | tr -d " ") | sort -u',
    );
    t.is(stdout.trim(), 'lo');
  });

  for (const [what, command] of [
    ["the home folder of this machine's user", `ls ${homedir()}`],
    ['what is beside the worktree', 'ls /workspace/../outside'],
    ['the worktree under its path of this machine', 'ls $OUTSIDE'],
    ['the password file of this machine', `test "$(sha256sum < /etc/passwd)" = "${digestOf('/etc/passwd')}  -"`],
    ['the shadow file', 'cat /etc/shadow'],
    ['/usr', 'touch /usr/x'],
    ['/etc', 'touch /etc/x'],
    ['the root folder', 'touch /x'],
    ['/dev', 'touch /dev/x'],
    ['the program that serves the workspace', 'touch /opt/maios/sandboxd/main.ts'],
    ['kernel settings', 'p=/proc/sys/kernel/core_pattern; old=$(cat $p); echo "$old" > $p'],
    ['sysrq', 'echo h > /proc/sysrq-trigger'],
    ['namespaces of its own', 'unshare --user --map-root-user true'],
    ['mounts', 'mount -t tmpfs none /mnt'],
    ['device nodes', 'mknod disk b 8 0'],
    ['disks', 'ls /dev/sd* /dev/vd* /dev/nvme* /dev/kmsg /dev/mem'],
    ['docker', 'ls /var/run/docker.sock /run/docker.sock'],
    ['other processes', 'test "$(ls -d /proc/[0-9]* | wc -l)" -gt 8'],
  ] as const) {
    test(title(`${what} cannot be reached`), async (t) => {
      const { sandbox, outside } = await openSandbox(t, driver);
      const result = await sh(sandbox, command.replace('$OUTSIDE', outside));
      t.not(result.exitCode, 0, result.stdout);
    });
  }

  test(title('a program has no capabilities and gains none'), async (t) => {
    const { sandbox } = await openSandbox(t, driver);
    const { stdout } = await sh(sandbox, 'cat /proc/self/status; id -u; hostname; tr "\\0" "\\n" < /proc/1/environ');
    t.regex(stdout, /^CapEff:\s+0000000000000000$/m);
    t.regex(stdout, /^CapBnd:\s+0000000000000000$/m);
    t.regex(stdout, /^NoNewPrivs:\s+1$/m);
    t.regex(stdout, /^1000\nsandbox$/m);
    t.false(stdout.includes('HOME=/root'));
    for (const name of Object.keys(process.env).filter((key) => !ownVariables.includes(key))) {
      t.notRegex(stdout, new RegExp(`^${name.replaceAll(/\W/g, '.')}=`, 'm'), name);
    }
  });

  test(title('temporary memory is bounded'), async (t) => {
    const { sandbox } = await openSandbox(t, driver);
    t.not((await sh(sandbox, 'head -c 100000000 /dev/zero > /dev/shm/x')).exitCode, 0);
    t.not((await sh(sandbox, 'head -c 300000000 /dev/zero > /tmp/x')).exitCode, 0);
  });

  // Its processes sleep, and there is an end to them: a real bomb would starve every other test on the machine.
  test(title('a program that starts too many processes is ended and the sandbox goes on'), async (t) => {
    const { sandbox } = await openSandbox(t, driver);
    const many = 'i=0; while [ $i -lt 1500 ]; do sleep 30 & i=$((i+1)); done; sleep 30';
    const bomb = await sh(sandbox, many, { timeoutMs: 30_000 });
    t.is(bomb.timedOut, false);
    t.regex(bomb.stderr, /more than \d+ processes and threads/);
    t.is((await sh(sandbox, 'echo well')).stdout, 'well\n');
  });

  test(title('a program that takes too much memory is ended and the sandbox goes on'), async (t) => {
    const { sandbox } = await openSandbox(t, driver);
    const code =
      'const a = []; for (let i = 0; i < 30; i++) a.push(Buffer.alloc(100e6, 1)); setTimeout(() => {}, 30000)';
    const greedy = await sandbox.exec(['node', '-e', code], { timeoutMs: 30_000, maxOutputBytes: 10_000 });
    t.not(greedy.exitCode, 0);
    t.is(greedy.timedOut, false);
    t.regex(greedy.stderr, /more than \d+ bytes of memory/);
    t.is((await sh(sandbox, 'echo well')).stdout, 'well\n');
  });
}

function digestOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
