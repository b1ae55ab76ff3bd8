import { setTimeout as sleep } from 'node:timers/promises';
import { MaiosError } from '../../errors/maios-error.ts';
import { faultpoint } from '../../faults/faultpoint.ts';
import type { Leadership, LeadershipTiming } from '../leadership.ts';
import type { Store } from '../store.ts';
import { guardEpoch, takeOver } from './fence.ts';
import { openLockSession, type LockSession } from './lock-session.ts';
import { createOffice, type Office, requireEpoch } from './office.ts';

export interface LeadByLock extends Pick<Store, 'transaction' | 'clock'> {
  readonly url: string;
  readonly owner: string;
  readonly timing: LeadershipTiming;
}

/** The session by which it leads, or stands. */
interface Seat {
  session: LockSession | undefined;
}

interface Campaign extends LeadByLock {
  readonly seat: Seat;
  readonly office: Office;
  readonly over: AbortSignal;
  /** Called once it is known whether somebody leads. */
  readonly looked: () => void;
}

/**
 * Leads for as long as it holds an advisory lock of the server in a session of its own; is a candidate at any other time.
 * The server frees the lock as soon as that session ends, so a dead leader is replaced by the next poll of a candidate;
 * one that is frozen, or whose machine is gone, has its session ended by a candidate. Returns when it has looked once.
 */
export async function leadByLock(options: LeadByLock): Promise<Leadership> {
  const office = createOffice();
  const over = new AbortController();
  const { promise: looked, resolve } = Promise.withResolvers<void>();
  const seat: Seat = { session: undefined };
  const campaigning = campaign({ ...options, office, seat, over: over.signal, looked: resolve });
  await looked;
  return {
    epoch: office.epoch,
    onChange: office.onChange,
    async guard(tx, epoch) {
      requireEpoch(office, epoch);
      try {
        await guardEpoch(tx, epoch);
      } catch (error) {
        // Another one took over, and this process has not heard of the end of its session yet; or has, and leads again.
        const isRefused = error instanceof MaiosError && error.code === 'NOT_LEADING';
        if (isRefused && office.epoch() === epoch) void seat.session?.[Symbol.asyncDispose]();
        throw error;
      }
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      await campaigning;
    },
  };
}

const mostBackOffMs = 5000;

// A session that is lost takes the leadership with it, at once; the next one begins as a candidate.
async function campaign({ url, office, over, looked, ...rest }: Campaign): Promise<void> {
  for (let failures = 0; !over.aborted; failures += 1) {
    try {
      await using session = await openLockSession(url);
      const retire = (): void => office.set(undefined);
      session.lost.addEventListener('abort', retire, { once: true });
      failures = 0;
      rest.seat.session = session;
      await serve(session, { url, office, over, looked, ...rest });
    } catch {
      // The server does not answer, or ended the session: whoever needs the database finds that out as well.
    }
    office.set(undefined);
    looked();
    if (!over.aborted) await pause(Math.min(mostBackOffMs, 100 * 2 ** failures), [over]);
  }
}

async function serve(session: LockSession, campaigning: Campaign): Promise<void> {
  const { office, over, timing, looked } = campaigning;
  await stand(session, campaigning);
  if (over.aborted || session.lost.aborted) return;
  faultpoint('lead.locked');
  const epoch = await inherit(session, campaigning);
  faultpoint('lead.taken');
  office.set(epoch);
  looked();
  while (!over.aborted && !session.lost.aborted) {
    await pause(timing.beatMs, [over, session.lost]);
    if (!over.aborted) await session.beat();
  }
}

// A candidate until nobody else holds the lock.
async function stand(session: LockSession, { over, looked, timing }: Campaign): Promise<void> {
  for (let waitedMs = 0; !(await session.tryLock()); waitedMs += timing.pollMs) {
    looked();
    if (waitedMs >= timing.beatMs) {
      waitedMs = 0;
      await session.endSilentLeader(timing.silentMs);
    }
    await pause(timing.pollMs, [over, session.lost]);
    if (over.aborted || session.lost.aborted) return;
  }
}

// The former leader may have been frozen in the middle of a transaction; its guard would keep the epoch from being written.
async function inherit(session: LockSession, { transaction, clock, owner, timing, over }: Campaign): Promise<number> {
  for (;;) {
    try {
      return await transaction(async (tx) => takeOver(tx, clock.now(), owner));
    } catch (error) {
      if (over.aborted || session.lost.aborted) throw error;
      await session.endSilentTransactions(timing.silentMs);
      await pause(timing.pollMs, [over, session.lost]);
    }
  }
}

async function pause(ms: number, signals: readonly AbortSignal[]): Promise<void> {
  // That it was cut short is seen by whoever waited.
  await sleep(ms, undefined, { ref: false, signal: AbortSignal.any([...signals]) }).catch(() => undefined);
}
