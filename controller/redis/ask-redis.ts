import { unavailable } from './connect-redis.ts';

/** Waits for a command's answer. Fails with QUEUE_UNAVAILABLE, whatever kept the command from being carried out. */
export async function askRedis<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw unavailable(error);
  }
}
