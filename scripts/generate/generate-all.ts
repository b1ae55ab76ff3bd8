import type { KindDefinition } from '../../controller/catalog/kinds/envelope.ts';
import { kinds } from '../../controller/catalog/kinds/kinds.ts';
import { crdYaml } from './crd-yaml.ts';
import { editorSchema, editorSchemaOfAll } from './editor-schema.ts';
import { errorsPage } from './errors-page.ts';
import { readExample } from './read-example.ts';
import { factsPage } from './facts-page.ts';
import { phasesPage } from './phases-page.ts';
import { indexPage, referencePage } from './reference-page.ts';

/** Folders in which everything is generated. */
export const generatedFolders = ['crds', 'schemas', 'docs/reference'];

/** Every generated file, by its path from the top. The same sources give the same bytes. */
export async function generateAll(root: string): Promise<ReadonlyMap<string, string>> {
  const definitions: readonly KindDefinition[] = Object.values(kinds);
  const outputs = new Map<string, string>();
  for (const definition of definitions) {
    const page = definition.kind.toLowerCase();
    outputs.set(`crds/${definition.plural}.yaml`, crdYaml(definition));
    outputs.set(`schemas/${page}.json`, editorSchema(definition));
    outputs.set(`docs/reference/${page}.md`, referencePage(definition, await readExample(root, page)));
  }
  outputs.set('schemas/maios.json', editorSchemaOfAll(definitions));
  outputs.set('docs/reference/README.md', indexPage(definitions));
  outputs.set('docs/reference/facts.md', factsPage());
  outputs.set('docs/reference/phases.md', phasesPage());
  outputs.set('docs/reference/errors.md', errorsPage());
  return outputs;
}
