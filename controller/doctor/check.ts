import type { Config } from '../config/config.ts';
import type { RedisInspection } from '../redis/inspect-redis.ts';
import type { DatabaseInspection } from '../store/inspect-database.ts';
import type { Finding } from './finding.ts';

/** What checks look at. */
export interface Examined {
  readonly config: Config;
  /** Milliseconds since 1970, by the clock of this machine. */
  readonly now: () => number;
}

export interface ExaminedDatabase extends Examined {
  readonly database: DatabaseInspection;
}

export interface ExaminedRedis extends Examined {
  readonly redis: RedisInspection;
}

interface Named {
  /** As it is listed. */
  readonly name: string;
  /** What it looks at. */
  readonly about: string;
}

/** One check. What it throws is a finding too: failed, with the error's own words. */
export type Check = Named &
  (
    | { readonly needs?: undefined; readonly run: (examined: Examined) => Promise<Finding | undefined> }
    | { readonly needs: 'database'; readonly run: (examined: ExaminedDatabase) => Promise<Finding | undefined> }
    | { readonly needs: 'redis'; readonly run: (examined: ExaminedRedis) => Promise<Finding | undefined> }
  );
