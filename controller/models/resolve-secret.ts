import { readFileSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { Secret } from './secret.ts';

/**
 * The secret that a reference (`env:NAME`, `file:PATH`) stands for, read now and never kept,
 * or MODEL_KEY_MISSING, which names the reference and never the value.
 */
export function resolveSecret(reference: string, config: Config): Secret | MaiosError {
  const separator = reference.indexOf(':');
  const scheme = reference.slice(0, separator);
  const rest = reference.slice(separator + 1);
  if (scheme === 'env') return fromVariable(rest, config);
  if (scheme === 'file') return fromFile(rest);
  return keyMissing(`expected env:NAME or file:PATH, found "${scheme}:…", which this way of running cannot read`);
}

function fromVariable(name: string, config: Config): Secret | MaiosError {
  const value = config.readVariable(name)?.trim();
  if (value !== undefined && value !== '') return new Secret(value);
  return keyMissing(`expected the environment variable ${name} to hold the model's key, found it unset`, name);
}

function fromFile(path: string): Secret | MaiosError {
  try {
    const value = readFileSync(path, 'utf8').trim();
    if (value !== '') return new Secret(value);
    return keyMissing(`expected the file ${path} to hold the model's key, found it empty`);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return keyMissing(`expected the file ${path} to hold the model's key, found ${reason}`);
  }
}

function keyMissing(message: string, variable?: string): MaiosError {
  const fix =
    variable === undefined
      ? undefined
      : `Set ${variable}, or use a scripted model: \`maios run -f specs/examples/rest-api\` needs no key.`;
  return new MaiosError('MODEL_KEY_MISSING', message, {
    details: { isFree: true },
    ...(fix === undefined ? {} : { fix }),
  });
}
