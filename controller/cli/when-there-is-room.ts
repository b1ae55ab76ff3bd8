import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidArgumentError, Option } from 'commander';
import { MaiosError } from '../errors/maios-error.ts';
import type { CliDependencies } from './command-context.ts';
import { printNotes } from './output/print-view.ts';
import { span } from './output/span.ts';
import type { Session } from './with-api.ts';

const maxRetries = 1000;
const defaultWaitSeconds = 5;

/** The `--retries` of everything that asks for new work. */
export function retriesOption(): Option {
  return new Option('--retries <n>', 'ask again as often while there is too much work, after the time that is said')
    .default(0)
    .argParser(readRetries);
}

/** Asks, and asks again as often as is wanted while the answer is that there is no room. Then fails with OVERLOADED. */
export async function whenThereIsRoom<T>(
  { terminal }: Pick<CliDependencies, 'terminal'>,
  { signal }: Pick<Session, 'signal'>,
  retries: number,
  ask: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof MaiosError) || error.code !== 'OVERLOADED' || tries > retries || signal.aborted)
        throw error;
      const seconds = waitOf(error);
      printNotes(terminal, [[span(`${error.message}; trying again in ${seconds} s (${tries} of ${retries})`, 'warn')]]);
      await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);
    }
  }
}

function waitOf({ details }: MaiosError): number {
  const seconds = details['retryAfterSeconds'];
  return typeof seconds === 'number' && seconds > 0 ? seconds : defaultWaitSeconds;
}

function readRetries(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= maxRetries) return number;
  throw new InvalidArgumentError(`expected a whole number up to ${maxRetries}`);
}
