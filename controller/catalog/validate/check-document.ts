import { MaiosError, type ErrorOptions } from '../../errors/maios-error.ts';
import type { ErrorCode } from '../../errors/catalogue.ts';
import { didYouMean } from '../../errors/did-you-mean.ts';
import { apiVersion } from '../kinds/envelope.ts';
import type { AnyResource, Kind } from '../kinds/kinds.ts';
import { formatPath } from '../parse/json-path.ts';
import type { ParsedDocument } from '../parse/parse-spec-text.ts';
import { brokenRules } from './cel-rules.ts';
import { checkMeaning } from './check-meaning.ts';
import { checkSchema, type Fault } from './check-schema.ts';
import { show } from './describe-schema-error.ts';
import { isKind, kindNames } from './resource-schema.ts';

export type CheckedDocument =
  | { readonly resource: AnyResource; readonly problems?: undefined }
  /** `restraint` is a denial, or a wish to be asked, of which nothing but its `when` is wrong. */
  | { readonly resource?: undefined; readonly restraint?: AnyResource; readonly problems: readonly MaiosError[] };

/** The resource that a document declares, or all that is wrong with it by itself. Other resources are not looked at. */
export function checkDocument(document: ParsedDocument): CheckedDocument {
  const header = readHeader(document.value);
  if ('faults' in header) return refuse(document, header.faults);
  const checked = checkSchema(header.kind, document.value);
  if ('faults' in checked) return refuse(document, checked.faults);
  const broken = brokenRules(checked.resource);
  if (broken.length > 0) return refuse(document, broken);
  const meaning = checkMeaning(checked.resource);
  if (meaning.length === 0) return { resource: checked.resource };
  const problems = meaning.map(({ code, ...fault }) => toError(document, fault, code));
  return isRestraint(checked.resource) ? { problems, restraint: checked.resource } : { problems };
}

// What is left of a permission after its schema is its `when`.
function isRestraint(resource: AnyResource): boolean {
  return resource.kind === 'SkillPermission' && resource.spec.effect !== 'allow';
}

/** The problem with its place, and the resource named in front. */
export function toError(document: ParsedDocument, fault: Fault, code: ErrorCode = 'SPEC_INVALID'): MaiosError {
  const subject = [nameOf(document.value), formatPath(fault.path)].filter((part) => part !== '').join(' ');
  const options: ErrorOptions = {
    place: document.locate(fault.path),
    details: { path: formatPath(fault.path), resource: nameOf(document.value) },
  };
  return new MaiosError(code, subject === '' ? fault.message : `${subject}: ${fault.message}`, options);
}

function refuse(document: ParsedDocument, faults: readonly Fault[]): CheckedDocument {
  return { problems: faults.map((fault) => toError(document, fault)) };
}

/** What must be right before the schema of a kind can be asked. */
function readHeader(value: unknown): { readonly kind: Kind } | { readonly faults: readonly Fault[] } {
  const expected = 'expected a resource with apiVersion, kind, metadata and spec';
  if (!isObject(value)) return { faults: [{ path: [], message: `${expected}, found ${show(value)}` }] };
  if (value['apiVersion'] === undefined && value['kind'] === undefined) {
    return { faults: [{ path: [], message: `${expected}, found an object without them` }] };
  }
  const faults = [...checkApiVersion(value), ...checkKind(value)];
  const { kind } = value;
  return faults.length === 0 && isKind(kind) ? { kind } : { faults };
}

function checkApiVersion(value: Readonly<Record<string, unknown>>): readonly Fault[] {
  const found = value['apiVersion'];
  return found === apiVersion
    ? []
    : [{ path: ['apiVersion'], message: `expected ${apiVersion}, found ${show(found)}` }];
}

function checkKind(value: Readonly<Record<string, unknown>>): readonly Fault[] {
  const found = value['kind'];
  if (isKind(found)) return [];
  const hint = typeof found === 'string' ? didYouMean(found, kindNames) : '';
  return [{ path: ['kind'], message: `expected one of ${kindNames.join(', ')}, found ${show(found)}${hint}` }];
}

function nameOf(value: unknown): string {
  if (!isObject(value) || !isKind(value['kind'])) return '';
  const metadata = value['metadata'];
  const name = isObject(metadata) ? metadata['name'] : undefined;
  return typeof name === 'string' && name.length <= 63 ? `${value['kind']}/${name}` : value['kind'];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
