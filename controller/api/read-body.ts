import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Context } from 'koa';
import type { Static, TSchema } from 'typebox';
import { MaiosError } from '../errors/maios-error.ts';

const maxBodyBytes = 1024 * 1024;
const ajv = new Ajv({ allErrors: true, useDefaults: false });

/** Reads and checks the JSON body of a request. Fails with USAGE, naming the field, or BODY_TOO_LARGE. */
export type ReadBody<T> = (ctx: Context) => Promise<T>;

/** A reader of bodies that match the schema. */
export function bodyOf<S extends TSchema>(schema: S, maxBytes = maxBodyBytes): ReadBody<Static<S>> {
  const validate: ValidateFunction<Static<S>> = ajv.compile<Static<S>>(schema);
  return async (ctx) => {
    const body = await readJson(ctx, maxBytes);
    if (validate(body)) return body;
    throw new MaiosError('USAGE', `the body does not fit: ${(validate.errors ?? []).map(describe).join('; ')}`, {
      fix: 'Correct the fields that the message names.',
    });
  };
}

async function readJson(ctx: Context, maxBytes: number): Promise<unknown> {
  const text = await readText(ctx, maxBytes);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MaiosError('USAGE', `expected a body of JSON, found something else: ${reason}`, {
      cause,
      fix: 'Send a JSON object.',
    });
  }
}

/** The body as it came. Fails with BODY_TOO_LARGE when it is larger than `maxBytes`. */
export async function readText(ctx: Context, maxBytes = maxBodyBytes): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of ctx.req) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > maxBytes) throw new MaiosError('BODY_TOO_LARGE', `expected a body of at most ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function describe({ instancePath, message, params }: ErrorObject): string {
  const extra: unknown = params['additionalProperty'];
  const name = typeof extra === 'string' ? ` "${extra}"` : '';
  return `${instancePath === '' ? 'it' : instancePath} ${message ?? 'is wrong'}${name}`;
}
