import type Docker from 'dockerode';
import { answerOf } from './answer-of.ts';
import { dockerFailure } from './failure.ts';
import { asFields, textField } from '../sandboxd/fields.ts';

const askTimeoutMs = 10_000;

/** What a daemon calls itself, as the name of a folder; no two have the same. Fails with SANDBOX_UNAVAILABLE. */
export async function daemonName(docker: Docker, image: string): Promise<string> {
  try {
    const info: unknown = await answerOf(AbortSignal.timeout(askTimeoutMs), () => docker.info());
    return textField(asFields(info), 'ID').replaceAll(/[^A-Za-z0-9-]/g, '-');
  } catch (error) {
    throw dockerFailure(error, image);
  }
}
