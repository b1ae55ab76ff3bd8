import { Ajv, type ValidateFunction } from 'ajv';
import { isFactValue, maxLevels } from '../../policy/conditions/json.ts';

type Arguments = Readonly<Record<string, unknown>>;

/**
 * The arguments of a call, parsed and valid by the schema, or a sentence for the agent about what is wrong with them.
 * Models write invalid JSON and wrong fields often enough that it must be an ordinary outcome; what is meant beyond doubt
 * is taken: JSON within a code fence, and a list or an object that is written as a string of JSON.
 */
export function readArguments(
  text: string,
  schema: Arguments,
): { readonly ok: true; readonly args: Arguments } | { readonly ok: false; readonly text: string } {
  const parsed = unquoted(parse(unfenced(text)), schema);
  if (parsed === undefined) {
    return { ok: false, text: `expected the arguments to be one JSON object, found: ${text.slice(0, 200)}` };
  }
  // 1e999 is read as infinity: rules cannot look at it, and so nothing could allow the call.
  if (!isFactValue(parsed)) {
    return {
      ok: false,
      text: `expected arguments of at most ${maxLevels} levels with numbers below 1e308, found others`,
    };
  }
  const validate = validatorOf(schema);
  if (validate(parsed)) return { ok: true, args: parsed };
  const problems = (validate.errors ?? [])
    .slice(0, 5)
    .map((error) => describe(error.instancePath, error.message, error.params));
  return { ok: false, text: `the arguments do not fit the tool: ${problems.join('; ')}` };
}

function unfenced(text: string): string {
  return /^\s*```(?:json)?\s([^]*)```\s*$/.exec(text)?.[1] ?? text;
}

function parse(text: string): Arguments | undefined {
  const value = jsonOf(text === '' ? '{}' : text);
  return isObject(value) ? value : undefined;
}

function unquoted(args: Arguments | undefined, { properties }: Arguments): Arguments | undefined {
  if (args === undefined || !isObject(properties)) return args;
  const entries = Object.entries(args).map(([key, value]) => {
    const type = typeof value === 'string' ? typeOf(properties[key]) : undefined;
    const meant = typeof value === 'string' && (type === 'array' || type === 'object') ? jsonOf(value) : undefined;
    return [key, meant ?? value] as const;
  });
  return Object.fromEntries(entries);
}

function typeOf(schema: unknown): unknown {
  return isObject(schema) ? schema['type'] : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Arguments {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// The catalog has checked that it is a schema; formats and unknown keywords are no reason to refuse a call.
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
const validators = new WeakMap<Arguments, ValidateFunction>();

function validatorOf(schema: Arguments): ValidateFunction {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const made = ajv.compile(schema);
  validators.set(schema, made);
  return made;
}

function describe(path: string, message: string | undefined, params: Readonly<Record<string, unknown>>): string {
  const extra = typeof params['additionalProperty'] === 'string' ? ` ("${params['additionalProperty']}")` : '';
  return `${path === '' ? 'arguments' : path.slice(1)} ${message ?? 'is not valid'}${extra}`;
}
