import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDockerDriver } from '../controller/sandbox/docker/docker.ts';
import type { Sandbox, SandboxDriver } from '../controller/sandbox/sandbox.ts';
import { toFigure, type Bench } from './figure.ts';
import { median } from './median.ts';
import { dockerExecMs, freshContainerMs } from './sandbox/docker-by-hand.ts';
import { percentile } from './sandbox/percentile.ts';
import { times } from './sandbox/times.ts';

const bench = 'sandbox';
const image = process.env['MAIOS_SANDBOX_IMAGE'] ?? 'maios-sandbox';
const boxes = 8;
const limits = { timeoutMs: 10_000, maxOutputBytes: 1000 };

/** Calls into sandboxes of Docker, and getting one, beside what Docker itself takes for the same. */
export const run: Bench = async (report, { short }) => {
  const workspaces = await mkdtemp(join(tmpdir(), 'maios-bench-'));
  const options = { dockerHost: process.env['DOCKER_HOST'], image, workspaces, maxSpares: 4, onFault: console.error };
  const driver = await createDockerDriver(options);
  try {
    const one = await openBox(driver, workspaces, 'one.1');
    const calls = await times(short ? 20 : 300, () => one.exec(['true'], limits));
    const reads = await times(short ? 20 : 300, () => one.readFile('file-0.txt'));
    await one[Symbol.asyncDispose]();
    const byHand = await dockerExecMs(image, short ? 5 : 30);
    report(
      toFigure({
        bench,
        metric: 'call_p50_ms',
        value: median(calls),
        unit: 'ms',
        peer: { name: 'docker exec, by its API', value: median(byHand) },
        goal: { atMost: 10 },
        note: `exec of \`true\`; a read of a file ${median(reads).toFixed(2)} ms`,
      }),
    );
    report(await throughput(driver, workspaces, short ? 1000 : 5000));
    const fresh = await freshContainerMs(image, short ? 3 : 20);
    for (const figure of await claims(driver, workspaces, { count: short ? 5 : 60, fresh: median(fresh) }))
      report(figure);
  } finally {
    await driver[Symbol.asyncDispose]();
    await rm(workspaces, { recursive: true, force: true });
  }
};

async function openBox(driver: SandboxDriver, workspaces: string, label: string): Promise<Sandbox> {
  const worktree = join(workspaces, label);
  await fill(worktree);
  return driver.start({ worktree, label, network: false });
}

// As many entries as the top of an ordinary project has.
async function fill(worktree: string): Promise<void> {
  await mkdir(join(worktree, 'folder'), { recursive: true });
  for (let i = 0; i < 30; i += 1) await writeFile(join(worktree, `file-${i}.txt`), `text ${i}\n`);
  for (let i = 0; i < 100; i += 1) await writeFile(join(worktree, 'folder', `file-${i}.txt`), `text ${i}\n`);
}

async function throughput(driver: SandboxDriver, workspaces: string, forMs: number) {
  const all = await Promise.all(
    Array.from({ length: boxes }, async (_, i) => openBox(driver, workspaces, `many-${i}.1`)),
  );
  const started = performance.now();
  const count = async (work: (box: Sandbox) => Promise<unknown>): Promise<number> => {
    const end = performance.now() + forMs;
    let done = 0;
    const callOn = async (box: Sandbox): Promise<void> => {
      while (performance.now() < end) {
        await work(box);
        done += 1;
      }
    };
    await Promise.all(all.map(callOn));
    return done / (forMs / 1000);
  };
  const reads = await count((box) => box.readFile('file-0.txt'));
  const execs = await count((box) => box.exec(['true'], limits));
  await Promise.all(all.map((box) => box[Symbol.asyncDispose]()));
  const note = `reads, ${boxes} boxes at once; ${execs.toFixed(0)} exec of \`true\` a second; ${((performance.now() - started) / 1000).toFixed(0)} s`;
  return toFigure({ bench, metric: 'calls_per_s', value: reads, unit: '/s', goal: { atLeast: 1000 }, note });
}

// One after another, each waiting until another is ready: what a run finds when the pool keeps up.
async function claims(driver: SandboxDriver, workspaces: string, { count, fresh }: { count: number; fresh: number }) {
  const taken: number[] = [];
  for (let i = 0; i < count + 2; i += 1) {
    const worktree = join(workspaces, `claim-${i}.1`);
    await fill(worktree);
    const started = performance.now();
    const box = await driver.start({ worktree, label: `claim-${i}.1`, network: false });
    const took = performance.now() - started;
    // The first ones find none ready.
    if (i >= 2) taken.push(took);
    await box[Symbol.asyncDispose]();
    await aSpare(driver);
  }
  const peer = { name: 'a fresh container', value: fresh };
  const note = 'of a container started ahead, with a worktree of 131 files';
  return [
    toFigure({ bench, metric: 'claim_p50_ms', value: median(taken), unit: 'ms', peer, goal: { atMost: 20 }, note }),
    toFigure({ bench, metric: 'claim_p99_ms', value: percentile(taken, 0.99), unit: 'ms', peer }),
  ];
}

async function aSpare(driver: SandboxDriver): Promise<void> {
  while (!(await driver.find()).some(({ label }) => label === undefined)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  // It is listed from the time that it is made; it takes some more to be ready.
  await new Promise((resolve) => setTimeout(resolve, 500));
}
