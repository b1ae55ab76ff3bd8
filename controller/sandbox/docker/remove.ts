import type Docker from 'dockerode';
import { answerOf } from './answer-of.ts';

const removeTimeoutMs = 10_000;

/** Ends and removes a container; true when it is gone, or somebody else already removes it. Never fails. */
export async function removeContainer(container: Docker.Container): Promise<boolean> {
  try {
    await answerOf(AbortSignal.timeout(removeTimeoutMs), (options) =>
      container.remove({ force: true, v: true, ...options }),
    );
    return true;
  } catch (error) {
    // 404: it went by itself; 409: the removal is under way.
    return error instanceof Error && 'statusCode' in error && (error.statusCode === 404 || error.statusCode === 409);
  }
}
