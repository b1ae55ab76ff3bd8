import { describeFields, describeMetadata, type FieldDescription } from '../../controller/catalog/describe-fields.ts';
import { apiVersion, type KindDefinition } from '../../controller/catalog/kinds/envelope.ts';
import { generatedFrom, table } from './markdown.ts';

/** The page of one kind: what it declares, an example, every field. */
export function referencePage(definition: KindDefinition, example: string): string {
  const [, ...fields] = describeFields(definition);
  return [
    generatedFrom('controller/catalog/kinds/'),
    `# ${definition.kind}\n`,
    `${definition.description}\n`,
    `\`apiVersion: ${apiVersion}\` · \`kubectl get ${definition.plural}\` · short: ${definition.shortNames.map((name) => `\`${name}\``).join(', ')}\n`,
    `## Example\n\n\`\`\`yaml\n${example}\`\`\`\n`,
    `## Fields\n\n${table(['Field', 'Type', 'Meaning', 'Bounds'], fields.map(toRow))}\n`,
    ...rulesOf(definition),
  ].join('\n');
}

/** The list of all pages. */
export function indexPage(definitions: readonly KindDefinition[]): string {
  const kinds = definitions.map(({ kind, description }) => [`[${kind}](${kind.toLowerCase()}.md)`, description]);
  const others = [
    ['[Facts](facts.md)', 'What rules of each stage may look at.'],
    ['[Phases](phases.md)', 'The phases, and the moves that are legal between them.'],
    ['[Errors](errors.md)', 'Every error code: what it means and what to do.'],
  ];
  const [, ...metadata] = describeMetadata();
  return [
    generatedFrom('controller/'),
    '# Reference\n',
    table(['Page', 'Holds'], [...kinds, ...others]),
    `\n${everyResource}\n\n${table(['Field', 'Type', 'Meaning', 'Bounds'], metadata.map(toRow))}`,
    editors,
  ].join('\n');
}

const everyResource = `Every resource has \`apiVersion: ${apiVersion}\`, a \`kind\`, \`metadata\`, and the \`spec\` that the page of its kind describes.
Labels and annotations are for people, tools and selectors:`;

const editors = `
Editors check specs as you type with [schemas/maios.json](../../schemas/maios.json). For yaml-language-server, as first line:

\`\`\`yaml
# yaml-language-server: $schema=node_modules/maios/schemas/maios.json
\`\`\`
`;

function toRow({ path, type, isRequired, meaning, bounds, defaultValue }: FieldDescription): readonly string[] {
  const known = defaultValue === undefined ? bounds : [...bounds, `default ${JSON.stringify(defaultValue)}`];
  return [`\`${path.replace(/^spec\./, '')}\`${isRequired ? ' *' : ''}`, type, meaning, known.join(', ')];
}

function rulesOf({ cel }: KindDefinition): readonly string[] {
  const required = 'A field with * must be there.\n';
  if (cel.length === 0) return [required];
  const rows = cel.map(({ rule, message }) => [message, `\`${rule}\``]);
  return [required, `## Rules\n\n${table(['Rule', 'CEL'], rows)}\n`];
}
