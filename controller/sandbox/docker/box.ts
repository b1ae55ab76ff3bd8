import type Docker from 'dockerode';
import { Duplex } from 'node:stream';
import { MaiosError } from '../../errors/maios-error.ts';
import { answerOf } from './answer-of.ts';
import { containerOptions, type ContainerPlan } from './container.ts';
import { dockerFailure } from './failure.ts';
import { removeContainer } from './remove.ts';
import { dockerTransport } from './transport.ts';
import { openSession, type Session } from '../session.ts';

/** A container that runs, and the way to sandboxd in it. */
export interface Box {
  readonly container: Docker.Container;
  readonly session: Session;
}

const callTimeoutMs = 30_000;

/**
 * Starts a container; what was made is removed again when a later part fails. Fails with SANDBOX_UNAVAILABLE, also when
 * the daemon does not answer within the time.
 */
export async function startBox(docker: Docker, plan: ContainerPlan, timeoutMs = callTimeoutMs): Promise<Box> {
  let container: Docker.Container | undefined;
  // Not a signal that fires by itself: it would cut the attached stream later on.
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    const made = await answerOf(giveUp.signal, (options) =>
      docker.createContainer({ ...containerOptions(plan), ...options }),
    );
    container = made;
    const stream = await answerOf(giveUp.signal, (options) => made.attach({ ...attached, ...options }));
    if (!(stream instanceof Duplex)) throw new MaiosError('INTERNAL', 'expected a socket to the container');
    const session = openSession(dockerTransport(container, stream));
    // It waits for sandboxd, which the start has yet to bring; a start that fails is the better told one.
    session.catch(() => undefined);
    await answerOf(giveUp.signal, (options) => made.start(options));
    return { container, session: await session };
  } catch (error) {
    if (container !== undefined) void removeContainer(container);
    throw dockerFailure(error, plan.image);
  } finally {
    clearTimeout(timer);
  }
}

const attached = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true };

/** Names of the variables that an image sets. Fails with SANDBOX_UNAVAILABLE when it is not there. */
export async function imageVariables(docker: Docker, image: string): Promise<readonly string[]> {
  try {
    const { Config } = await answerOf(AbortSignal.timeout(callTimeoutMs), () => docker.getImage(image).inspect());
    return (Config.Env ?? []).map((variable) => variable.split('=', 1)[0] ?? '');
  } catch (error) {
    throw dockerFailure(error, image);
  }
}
