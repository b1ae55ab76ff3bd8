import { MaiosError } from '../../errors/maios-error.ts';

/** What Docker said, as a sandbox that could not be started; what it says about a missing image gets a way out. */
export function dockerFailure(error: unknown, image: string): MaiosError {
  if (error instanceof MaiosError) return error;
  const said = error instanceof Error ? error.message.trim() : String(error);
  if (/no such image/i.test(said)) {
    const build = `docker build --target sandbox-root -t ${image} .`;
    return new MaiosError(
      'SANDBOX_UNAVAILABLE',
      `expected the image "${image}" in Docker, found none: build it with \`${build}\`, load it with \`docker load\`, or name another in MAIOS_SANDBOX_IMAGE`,
      { cause: error },
    );
  }
  return new MaiosError('SANDBOX_UNAVAILABLE', `expected Docker to do what a sandbox needs, found: ${said}`, {
    cause: error,
  });
}

/** Whether no daemon answered at all, as when it is just being started again; what Docker itself says is another matter. */
export function isDockerAway(error: unknown): boolean {
  const cause = error instanceof MaiosError ? error.cause : error;
  return cause instanceof Error && 'code' in cause && awayCodes.has(String(cause.code));
}

const awayCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
]);
