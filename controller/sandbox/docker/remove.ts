import type Docker from 'dockerode';

const removeTimeoutMs = 10_000;

/** Ends and removes a container; true when it is gone, or somebody else already removes it. Never fails. */
export async function removeContainer(container: Docker.Container): Promise<boolean> {
  try {
    await container.remove({ force: true, v: true, abortSignal: AbortSignal.timeout(removeTimeoutMs) });
    return true;
  } catch (error) {
    // 404: it went by itself; 409: the removal is under way.
    return error instanceof Error && 'statusCode' in error && (error.statusCode === 404 || error.statusCode === 409);
  }
}
