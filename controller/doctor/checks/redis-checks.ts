import { createInProcessBus } from '../../events/in-process-bus.ts';
import { createBeeQueue } from '../../queue/bee/bee-queue.ts';
import type { Check } from '../check.ts';
import { failed, ok, warning } from '../finding.ts';
import { clockFinding } from './database-checks.ts';

const oldestMajor = 7;

/** Redis, and what waits in it. */
export const redisChecks: readonly Check[] = [
  {
    name: 'redis',
    about: 'Redis 7 or newer answers at REDIS_URL.',
    needs: 'redis',
    async run({ redis, config }) {
      const version = await redis.version();
      const where = URL.parse(config.redisUrl ?? '')?.host ?? '';
      const found = `Redis ${version ?? 'of an unknown version'} at ${where}`;
      const isOld = version !== undefined && Number.parseInt(version, 10) < oldestMajor;
      return isOld ? failed(found, 'Move to Redis 7 or newer.') : ok(found);
    },
  },
  {
    name: 'redis memory',
    about: 'Redis refuses writes when its memory is full, rather than dropping what waits.',
    needs: 'redis',
    async run({ redis }) {
      const policy = await redis.memoryPolicy();
      if (policy === 'noeviction') return ok('maxmemory-policy noeviction');
      return warning(
        `maxmemory-policy ${policy ?? 'unknown'}`,
        'Set maxmemory-policy to noeviction: what Redis drops is found again, some seconds late.',
      );
    },
  },
  {
    name: 'redis scripts',
    about: 'Redis lets scripts run, which the queue is made of.',
    needs: 'redis',
    async run({ redis }) {
      await redis.runScript();
      return ok('run');
    },
  },
  {
    name: 'queue',
    about: 'Jobs that wait for a worker.',
    needs: 'redis',
    async run({ config: { redisUrl, redisPrefix } }) {
      if (redisUrl === undefined) return undefined;
      await using bus = createInProcessBus();
      await using queue = createBeeQueue({ url: redisUrl, prefix: redisPrefix, bus, onFault: () => undefined });
      return ok(`${await queue.waiting()} wait`);
    },
  },
  {
    name: 'redis clock',
    about: 'The clocks of this machine and of Redis agree.',
    needs: 'redis',
    run: async ({ redis, now }) => clockFinding(async () => redis.time(), now, 'Redis'),
  },
];
