import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { createDockerDriver } from '../../../controller/sandbox/docker/docker.ts';
import { limits, refused, sh } from '../../sandbox/open-sandbox.ts';
import { eventually } from '../../support/eventually.ts';
import { findServices, skip } from '../../support/services.ts';

const daemonImage = process.env['MAIOS_SANDBOX_DAEMON_IMAGE'] ?? 'maios-sandbox-daemon';

const docker = async (...args: readonly string[]): Promise<string> =>
  (await promisify(execFile)('docker', [...args])).stdout.trim();

interface Daemon {
  readonly id: string;
  readonly socket: string;
  readonly workspaces: string;
}

// The daemon of the compose file's `sandbox`, with the folders that it shares with a worker.
async function startDaemon(t: ExecutionContext): Promise<Daemon> {
  const folder = await mkdtemp(join(tmpdir(), 'maios-daemon-'));
  const [run, workspaces] = [join(folder, 'run'), join(folder, 'workspaces')];
  await mkdir(run);
  await mkdir(workspaces);
  const capabilities = ['SYS_ADMIN', 'NET_ADMIN', 'SYS_PTRACE', 'SYS_CHROOT'].flatMap((name) => ['--cap-add', name]);
  const security = ['seccomp=unconfined', 'apparmor=unconfined', 'systempaths=unconfined'];
  const mounts = ['/sys/fs/cgroup:/sys/fs/cgroup', `${run}:/run/sandbox`, `${workspaces}:${workspaces}`];
  const id = await docker(
    'run',
    '--detach',
    ...capabilities,
    ...security.flatMap((option) => ['--security-opt', option]),
    ...mounts.flatMap((mount) => ['--volume', mount]),
    daemonImage,
  );
  t.teardown(async () => {
    await docker('rm', '--force', '--volumes', id);
    await rm(folder, { recursive: true, force: true });
  });
  return { id, socket: `unix://${join(run, 'docker.sock')}`, workspaces };
}

async function isMissing(t: ExecutionContext): Promise<boolean> {
  const found = await docker('image', 'inspect', daemonImage).catch(() => undefined);
  if (found === undefined)
    skip(t, `the image ${daemonImage} is not built: docker build --target sandbox -t ${daemonImage} .`);
  return found === undefined;
}

test.serial(
  'private daemon: brings its image along; killed in the middle, calls are told, and work goes on when it is back',
  async (t) => {
    if (findServices(t, ['DOCKER_HOST']) === undefined) return;
    if (await isMissing(t)) return;
    const { id, socket, workspaces } = await startDaemon(t);
    const options = { dockerHost: socket, image: 'maios-sandbox', workspaces, maxSpares: 1, onFault: () => undefined };
    const driver = await eventually(() => createDockerDriver(options), { timeoutMs: 60_000 });
    t.teardown(() => driver[Symbol.asyncDispose]());
    const worktree = join(workspaces, 'run.1');
    await mkdir(worktree);
    const before = await driver.start({ worktree, label: 'run.1', network: false });
    t.is((await sh(before, 'echo kept > a.txt; hostname')).stdout, 'sandbox\n');
    const running = before.exec(['sleep', '60'], limits);
    await Promise.all([refused(t, 'SANDBOX_UNAVAILABLE', running), docker('kill', id)]);
    // It is asked while there is no daemon, and waits for it.
    const starting = driver.start({ worktree, label: 'run.2', network: false });
    await docker('start', id);
    const after = await starting;
    t.is((await after.readFile('a.txt')).text, 'kept\n');
    await after[Symbol.asyncDispose]();
  },
);

test.serial(
  'private daemon: the image of an older release is replaced at the start, and takes no room any more',
  async (t) => {
    if (findServices(t, ['DOCKER_HOST']) === undefined) return;
    if (await isMissing(t)) return;
    const { id } = await startDaemon(t);
    const inside = (...args: readonly string[]) => docker('exec', id, 'docker', ...args);
    const baked = () => inside('image', 'inspect', '--format', '{{.Config.Labels}} {{.Id}}', 'maios-sandbox');
    await eventually(baked, { timeoutMs: 60_000 });
    await docker('exec', id, 'sh', '-c', 'tar -C /etc -c hostname | docker import - maios-sandbox');
    await docker('restart', '--time', '20', id);
    await eventually(
      async () => {
        const [labels = '', image] = (await baked()).split('] ');
        const all = await inside('images', '--all', '--no-trunc', '--quiet');
        if (!labels.includes('maios.baked') || all !== image) throw new Error(`found ${labels} ${image} of ${all}`);
      },
      { timeoutMs: 60_000 },
    );
    t.pass();
  },
);
