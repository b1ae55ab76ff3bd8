import Docker from 'dockerode';
import { times } from './times.ts';

const docker = new Docker();

/** What `docker exec true` takes in a container that runs: made, started, read to its end. */
export async function dockerExecMs(image: string, count: number): Promise<readonly number[]> {
  const container = await docker.createContainer({ Image: image, Cmd: ['sleep', '600'], HostConfig: hardened });
  await container.start();
  try {
    return await times(count, async () => {
      const exec = await container.exec({ Cmd: ['true'], AttachStdout: true, AttachStderr: true });
      const stream = await exec.start({});
      await new Promise((resolve, reject) => {
        stream.on('end', resolve).on('error', reject).resume();
      });
    });
  } finally {
    await container.remove({ force: true });
  }
}

/** What a container for one program takes, with the same walls: made, started, waited for, removed. */
export async function freshContainerMs(image: string, count: number): Promise<readonly number[]> {
  return times(count, async () => {
    const container = await docker.createContainer({ Image: image, Cmd: ['true'], HostConfig: hardened });
    await container.start();
    await container.wait();
    await container.remove();
  });
}

const hardened = {
  Init: true,
  NetworkMode: 'none',
  ReadonlyRootfs: true,
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges'],
  LogConfig: { Type: 'none', Config: {} },
};
