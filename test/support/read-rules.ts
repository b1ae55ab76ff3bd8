import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { RuleSetResource } from '../../controller/catalog/kinds/kinds.ts';

/** One of the default rule sets, by the name of its file under rules/. */
export function readRules(file: string): RuleSetResource {
  const text = readFileSync(new URL(`../../rules/${file}.yaml`, import.meta.url), 'utf8');
  return parse(text) as RuleSetResource;
}
