import type Docker from 'dockerode';

const removeTimeoutMs = 10_000;

/** Ends and removes a container; true when nothing runs in it any more, whoever removes it. Never fails. */
export async function removeContainer(container: Docker.Container): Promise<boolean> {
  const abortSignal = AbortSignal.timeout(removeTimeoutMs);
  try {
    await container.remove({ force: true, v: true, abortSignal });
    return true;
  } catch (error) {
    // Another removal is under way, which may not have ended it yet.
    if (says(error, 409)) return hasEnded(container, abortSignal);
    return isGone(error);
  }
}

async function hasEnded(container: Docker.Container, abortSignal: AbortSignal): Promise<boolean> {
  try {
    await container.wait({ abortSignal });
    return true;
  } catch (error) {
    return isGone(error);
  }
}

const isGone = (error: unknown): boolean => says(error, 404);

function says(error: unknown, statusCode: number): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === statusCode;
}
