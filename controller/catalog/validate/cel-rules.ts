import { Environment } from '@marcbachmann/cel-js';
import { type Kind, kinds } from '../kinds/kinds.ts';
import type { CelRule } from '../kinds/envelope.ts';
import { parsePath } from '../parse/json-path.ts';
import type { Fault } from './check-schema.ts';

type Specified = { readonly kind: Kind; readonly spec: unknown };

/** Rules of the kind that the resource breaks by itself. Kubernetes evaluates the same strings. */
export function brokenRules(resource: Specified): readonly Fault[] {
  const context = { self: resource.spec };
  return rulesOf(resource)
    .filter((rule) => !isTransition(rule) && !holds(rule, context))
    .map(toFault);
}

/** Rules of the kind that the change from one declaration to the next breaks: fields that are fixed. */
export function brokenTransitions(previous: Specified, next: Specified): readonly Fault[] {
  const context = { self: next.spec, oldSelf: previous.spec };
  return rulesOf(next)
    .filter((rule) => isTransition(rule) && !holds(rule, context))
    .map(toFault);
}

function rulesOf(resource: Specified): readonly CelRule[] {
  return kinds[resource.kind].cel;
}

// As in Kubernetes: a rule that names oldSelf is asked only when there is an older one.
function isTransition({ rule }: CelRule): boolean {
  return /\boldSelf\b/.test(rule);
}

const environment = new Environment().registerVariable('self', 'dyn').registerVariable('oldSelf', 'dyn');
const compiled = new Map<string, ReturnType<Environment['parse']>>();

// A rule that cannot be evaluated does not hold: the API server refuses such a resource, too.
function holds({ rule }: CelRule, context: Readonly<Record<string, unknown>>): boolean {
  const program = compiled.get(rule) ?? environment.parse(rule);
  compiled.set(rule, program);
  try {
    return program({ ...context }) === true;
  } catch {
    return false;
  }
}

function toFault({ message, fieldPath }: CelRule): Fault {
  return { path: ['spec', ...parsePath((fieldPath ?? '').replace(/^\./, ''))], message };
}
