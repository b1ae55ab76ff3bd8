import { chmodSync } from 'node:fs';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { MaiosError } from '../errors/maios-error.ts';
import { type Listening, listening } from './listening.ts';

/**
 * Serves on a unix socket that only this user can open. Whoever calls holds the owner's lock, so a socket that is there
 * was left by a process that died, and is replaced. Fails with STORE_OWNED when it still answers.
 */
export async function listenOnSocket(handler: RequestListener, path: string): Promise<Listening> {
  await makePrivateFolder(dirname(path));
  await removeStale(path);
  const server = createServer(handler);
  server.listen({ path });
  // bind() happened within listen(): no other code runs before the rights are narrowed. (A umask would be tighter still,
  // but belongs to the whole process.)
  if (server.listening) chmodSync(path, 0o600);
  return listening(server, path, () => rm(path, { force: true }));
}

async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid } = await lstat(folder);
  // Another user could have made the folder first, in the system's temporary one.
  if (process.platform === 'win32' || uid === userInfo().uid) return;
  throw new MaiosError('CONFIG_INVALID', `expected ${folder} to belong to this user, found the user id ${uid}`);
}

async function removeStale(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isSocket()) {
    throw new MaiosError('CONFIG_INVALID', `expected a socket or nothing at ${path}, found a file`);
  }
  if (await answers(path)) throw new MaiosError('STORE_OWNED', `another process answers at ${path}`);
  await rm(path, { force: true });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    const settle = (value: boolean) => () => {
      socket.destroy();
      resolve(value);
    };
    socket.once('connect', settle(true)).once('error', settle(false));
  });
}
