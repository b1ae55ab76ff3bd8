import { QueryFailedError } from 'typeorm';
import { MaiosError } from '../errors/maios-error.ts';

/** Deadlocks in a row before one is told: by then it is no accident. */
const maxTries = 6;

/**
 * Does work anew that the database rolled back because somebody else was in its way: a deadlock (runs are locked before
 * their projects by workers, after them by the controller), or a serialization failure. Nothing of it was kept.
 */
export async function tryAgain<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === maxTries || !isRolledBack(error)) throw error;
    }
  }
}

// SQLSTATE 40001 and 40P01; of the others of class 40 it is not known that nothing was kept.
function isRolledBack(error: unknown): boolean {
  if (!(error instanceof MaiosError) || error.code !== 'CONFLICT') return false;
  const { cause } = error;
  const thrown: unknown = cause instanceof QueryFailedError ? cause.driverError : cause;
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return false;
  return thrown.code === '40P01' || thrown.code === '40001';
}
