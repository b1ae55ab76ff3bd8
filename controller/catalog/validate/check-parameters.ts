import { Ajv } from 'ajv';
import type { SkillResource } from '../kinds/kinds.ts';
import type { Fault } from './check-schema.ts';

/** Whether a Skill's parameters are a JSON Schema that calls can be checked against. */
export function checkParameters({ spec }: SkillResource): readonly Fault[] {
  const { parameters } = spec;
  if (parameters['type'] !== 'object') {
    return [{ path: [...parametersPath, 'type'], message: 'expected "object", since arguments have names' }];
  }
  if (parameters['$async'] !== undefined) {
    return [{ path: [...parametersPath, '$async'], message: 'expected a schema that answers at once' }];
  }
  // ajv keeps schemas by this name, and one could take the place of another.
  if (parameters['$id'] !== undefined) {
    return [{ path: [...parametersPath, '$id'], message: 'expected a schema without a name of its own' }];
  }
  const message = compileError(parameters);
  return message === undefined ? [] : [{ path: parametersPath, message: `expected a valid JSON Schema: ${message}` }];
}

const parametersPath = ['spec', 'parameters'] as const;

const ajv = new Ajv({ strict: false, validateFormats: false, logger: false, code: { optimize: false } });

function compileError(schema: Readonly<Record<string, unknown>>): string | undefined {
  try {
    ajv.compile(schema);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // ajv joins everything that it found; the first says enough.
    return message.replace('schema is invalid: data', '').split(', ')[0];
  } finally {
    ajv.removeSchema(schema);
  }
}
