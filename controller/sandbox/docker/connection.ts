import type Docker from 'dockerode';
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { MaiosError } from '../../errors/maios-error.ts';

/** Where a Docker daemon answers: a socket in the file system, or a host and port. */
export type DockerAddress = { readonly socketPath: string } | { readonly host: string; readonly port: number };

const defaultSocket = '/var/run/docker.sock';
const defaultPort = 2375;
// A daemon that is there answers within milliseconds; whoever only tries one must not wait for a dead one.
const pingTimeoutMs = 1000;

/** `unix:///path` or `tcp://host:port`; the usual socket when undefined. Fails with CONFIG_INVALID. */
export function dockerAddress(dockerHost: string | undefined): DockerAddress {
  if (dockerHost === undefined) return { socketPath: defaultSocket };
  if (dockerHost.startsWith('unix://')) return { socketPath: dockerHost.slice('unix://'.length) || defaultSocket };
  const url = URL.parse(dockerHost);
  if (url !== null && ['tcp:', 'http:'].includes(url.protocol) && url.hostname !== '') {
    return { host: url.hostname, port: url.port === '' ? defaultPort : Number(url.port) };
  }
  throw new MaiosError(
    'CONFIG_INVALID',
    `DOCKER_HOST: expected unix:///path or tcp://host:port, found "${dockerHost}"`,
  );
}

/** A client of the daemon. Fails with SANDBOX_UNAVAILABLE when none answers within a second. */
export async function connectDocker(dockerHost: string | undefined): Promise<Docker> {
  const address = dockerAddress(dockerHost);
  await ping(address, dockerHost ?? `unix://${defaultSocket}`);
  // Loaded only where there is a daemon: it takes a tenth of a second.
  const { default: Client } = await import('dockerode');
  // What is not given here is taken from the environment.
  return 'host' in address
    ? new Client({ ...address, protocol: 'http' })
    : new Client({ ...address, protocol: 'http', host: undefined, port: undefined });
}

function ping(address: DockerAddress, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (found: string): void =>
      reject(new MaiosError('SANDBOX_UNAVAILABLE', `expected Docker to answer at ${name}, found ${found}`));
    if ('socketPath' in address && !existsSync(address.socketPath)) return fail('no such socket');
    const call = request({ ...address, path: '/_ping', timeout: pingTimeoutMs }, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve();
      else fail(`HTTP status ${response.statusCode}`);
    });
    call.on('timeout', () => call.destroy(new Error(`nothing within ${pingTimeoutMs} ms`)));
    call.on('error', (error) => fail(error.message));
    call.end();
  });
}
