import type { FactDefinition, FactTable } from '../../controller/policy/facts.ts';
import { factRegistry } from '../../controller/policy/stages/registry.ts';
import { generatedFrom, table } from './markdown.ts';

/** What rules of each stage may look at. */
export function factsPage(): string {
  return [
    generatedFrom('controller/policy/stages/'),
    '# Facts\n',
    'What the rules of each stage may look at. Every fact is always there; one that may be `null` says so.',
    'A rule test starts from the sample of each fact.\n',
    ...Object.entries(factRegistry).map(([stage, facts]) => section(stage, facts)),
  ].join('\n');
}

function section(stage: string, facts: FactTable): string {
  const rows = Object.entries(facts).map(([name, fact]) => [
    `\`${name}\``,
    typeOf(fact),
    meaningOf(fact),
    `\`${JSON.stringify(fact.sample)}\``,
  ]);
  return `## Stage ${stage}\n\n${table(['Fact', 'Type', 'Meaning', 'Sample'], rows)}\n`;
}

function typeOf({ type, nullable, unit }: FactDefinition): string {
  return [type, unit === undefined ? '' : ` (${unit})`, nullable ? ' or null' : ''].join('');
}

function meaningOf({ meaning, values }: FactDefinition): string {
  return values === undefined ? meaning : `${meaning} One of ${values.map((value) => `\`${value}\``).join(', ')}.`;
}
