import { parseSpecText, type ParsedDocument } from '../../catalog/parse/parse-spec-text.ts';
import type { Locate } from '../../catalog/parse/locate.ts';
import { toError } from '../../catalog/validate/check-document.ts';
import { checkValue, type Fault } from '../../catalog/validate/check-schema.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { didYouMean } from '../../errors/did-you-mean.ts';
import { checkScenario } from './check-scenario.ts';
import { ScenarioDocument, type ScenarioSpec } from './scenario-schema.ts';

/** A scenario that can be played, as far as it says so by itself. */
export interface Scenario {
  readonly name: string;
  readonly spec: ScenarioSpec;
  /** Where a field of it stands. */
  readonly locate: Locate;
}

export type ScenarioReading =
  | { readonly scenario: Scenario; readonly problems?: undefined }
  | { readonly scenario?: undefined; readonly problems: readonly MaiosError[] };

/** The one scenario of a file, or all that is wrong with it, each with its place: SPEC_SYNTAX, SPEC_INVALID and others. */
export function readScenario(file: string, text: string): ScenarioReading {
  const { documents, problems } = parseSpecText(file, text);
  if (problems.length > 0) return { problems };
  const scenarios = documents.filter(({ value }) => kindOf(value) === 'Scenario');
  const [document] = scenarios;
  if (document === undefined || scenarios.length > 1)
    return { problems: [wrongCount(file, documents, scenarios.length)] };
  if (!isScenario(document.value)) {
    const faults = checkValue(ScenarioDocument, document.value);
    return { problems: faults.map((fault) => toError(document, fault)) };
  }
  const { metadata, spec } = document.value;
  const faults = checkScenario(spec);
  if (faults.length > 0) return { problems: faults.map((fault) => toError(document, fault)) };
  return { scenario: { name: metadata.name, spec, locate: document.locate } };
}

function isScenario(value: unknown): value is ScenarioDocument {
  return checkValue(ScenarioDocument, value).length === 0;
}

function wrongCount(file: string, documents: readonly ParsedDocument[], found: number): MaiosError {
  const [first] = documents;
  if (found > 1) return new MaiosError('SPEC_INVALID', `expected one Scenario, found ${found}`, { place: { file } });
  if (first === undefined)
    return new MaiosError('SPEC_INVALID', 'expected a Scenario, found nothing', { place: { file } });
  return toError(first, unknownKind(first.value));
}

function unknownKind(value: unknown): Fault {
  const kind = kindOf(value);
  const found = typeof kind === 'string' ? `${kind}${didYouMean(kind, ['Scenario'])}` : 'none';
  return { path: ['kind'], message: `expected Scenario, found ${found}` };
}

function kindOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
}
