import { join } from 'node:path';
import { socketPathOf } from '../../controller/api/socket-path.ts';
import { freePort } from '../../test/support/free-port.ts';
import { spawnMaios, type Spawned } from './spawned.ts';

/** One server and one worker, each a process of its own. */
export interface System extends AsyncDisposable {
  readonly server: Spawned;
  readonly worker: Spawned;
  /** Where the server answers. */
  readonly socketPath: string;
}

export interface SystemOptions {
  readonly folder: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

export async function startSystem({ folder, databaseUrl, redisUrl }: SystemOptions): Promise<System> {
  await using parts = new AsyncDisposableStack();
  const shared = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    MAIOS_WORKSPACES: join(folder, 'workspaces'),
    MAIOS_SANDBOX: 'process',
    MAIOS_ADDRESS: `127.0.0.1:${await freePort()}`,
  };
  const home = join(folder, 'server');
  const server = parts.use(await spawnMaios(['server'], { ...shared, MAIOS_HOME: home }, /listening/));
  const worker = parts.use(await spawnMaios(['worker'], { ...shared, MAIOS_HOME: join(folder, 'worker') }, /working/));
  const running = parts.move();
  return {
    server,
    worker,
    socketPath: socketPathOf(home),
    [Symbol.asyncDispose]: async () => running.disposeAsync(),
  };
}
