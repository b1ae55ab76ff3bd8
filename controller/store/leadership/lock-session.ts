import { Socket } from 'node:net';
import { Client } from 'pg';
import { fenceLock, leaderLock } from './fence.ts';

/** A connection of its own, outside of the pool, for a lock that lasts as long as the connection does. */
export interface LockSession extends AsyncDisposable {
  /** Takes the leader's lock if nobody has it. */
  tryLock(): Promise<boolean>;
  /** Shows the others that whoever holds this session is alive, and shows whoever holds it that the session is. */
  beat(): Promise<void>;
  /** Ends the session of a leader that was silent for so long: it is frozen, or its machine is gone. */
  endSilentLeader(silentMs: number): Promise<void>;
  /** Ends the sessions that stopped in the middle of a transaction of the leader's, so long ago. */
  endSilentTransactions(silentMs: number): Promise<void>;
  /** Aborts when the connection is lost, or given up. */
  readonly lost: AbortSignal;
}

/** How long a server may take to answer a question that costs nothing. */
const answerMs = 5000;

/** Rejects when there is no connection to be had, with whatever pg says. */
export async function openLockSession(url: string): Promise<LockSession> {
  const lost = new AbortController();
  const lose = (): void => lost.abort();
  const socket = new Socket();
  const client = new Client({
    connectionString: url,
    application_name: 'maios leader',
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: answerMs,
    stream: () => socket,
  });
  client.on('error', lose);
  client.on('end', lose);
  try {
    await client.connect();
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return {
    lost: lost.signal,
    async tryLock() {
      const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [leaderLock]);
      return rows[0]?.got === true;
    },
    beat: async () => void (await client.query('SELECT 1')),
    endSilentLeader: async (silentMs) => void (await client.query(endSilent, [leaderLock, silentMs])),
    endSilentTransactions: async (silentMs) => void (await client.query(endSilent, [fenceLock, silentMs])),
    async [Symbol.asyncDispose]() {
      lose();
      // A connection that nobody answers on any more would never end by itself.
      const giveUp = setTimeout(() => socket.destroy(), 1000);
      await client.end().catch(() => undefined);
      clearTimeout(giveUp);
      socket.destroy();
    },
  };
}

// A key below 2^32 is the second half of a lock's name, and `objsubid` 1 says that it is one number. Never this session.
const endSilent = `
  SELECT pg_terminate_backend(activity.pid)
  FROM pg_locks AS held JOIN pg_stat_activity AS activity ON activity.pid = held.pid
  WHERE held.locktype = 'advisory' AND held.granted AND held.classid = 0 AND held.objid = $1::bigint::oid AND held.objsubid = 1
    AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND activity.pid <> pg_backend_pid() AND activity.state <> 'active'
    AND activity.state_change < clock_timestamp() - make_interval(secs => $2::double precision / 1000)`;
