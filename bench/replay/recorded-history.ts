import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { RuleSetResource } from '../../controller/catalog/kinds/kinds.ts';
import type { Facts } from '../../controller/policy/facts.ts';
import type { RecordedDecision } from '../../controller/policy/replay/recorded-decision.ts';
import { phaseFacts } from '../../controller/policy/stages/phase.ts';
import { newId } from '../../controller/store/new-id.ts';

const decisionsPerProject = 200;
const start = Date.parse('2026-11-01T00:00:00Z');

/** The default phase rules. */
export function defaultRules(): RuleSetResource {
  const text = readFileSync(new URL('../../rules/phases.yaml', import.meta.url), 'utf8');
  return parse(text) as RuleSetResource;
}

/** The same, but that a project is out of time five minutes earlier. */
export function changedRules(): RuleSetResource {
  const threshold = '"fact":"project.minutesLeft","operator":"lessThanInclusive","value":';
  const text = JSON.stringify(defaultRules());
  const changed = text.replaceAll(`${threshold}0`, `${threshold}5`);
  if (changed === text) throw new Error('expected a threshold to change, found none');
  return JSON.parse(changed) as RuleSetResource;
}

/** Decisions of many projects, each in a situation of the rules' own tests; as many with little time left as with much. */
export function recordedHistory(count: number, digest: string): readonly RecordedDecision[] {
  const samples = Object.entries(phaseFacts).map(([name, { sample }]) => [name, sample] as const);
  const situations = (defaultRules().spec.tests ?? []).map(({ facts }) => ({
    ...Object.fromEntries(samples),
    ...facts,
  }));
  return Array.from({ length: count }, (_, index) => {
    const project = Math.floor(index / decisionsPerProject);
    const at = start + index * 20;
    const facts = {
      ...situations[index % situations.length],
      now: at,
      'project.minutesLeft': 1 + (index % 120),
    } as Facts;
    const name = `project-${project}`;
    return {
      id: newId(at),
      projectId: name,
      project: name,
      subject: facts['subject'] === 'task' ? 'build' : 'project',
      phase: 'Monitor',
      at,
      digest,
      facts,
      candidates: null,
      bounded: false,
    };
  });
}

/** The history as the database hands it over: JSON lists of so many decisions. */
export function pagesOf(history: readonly RecordedDecision[], size: number): readonly string[] {
  const pages: string[] = [];
  for (let from = 0; from < history.length; from += size) pages.push(JSON.stringify(history.slice(from, from + size)));
  return pages;
}
