import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { glob, readdir, readFile } from 'node:fs/promises';
import test from 'ava';
import { Ajv } from 'ajv';
import { parse, parseAllDocuments } from 'yaml';

test('generate: what is there is what the sources say', async (t) => {
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/generate.ts', '--check']);
  t.is(stdout, '');
});

test('generate: every CRD is structural', async (t) => {
  for (const name of await readdir('crds')) {
    const crd: unknown = parse(await readFile(`crds/${name}`, 'utf8'));
    const words = new Set([...JSON.stringify(crd).matchAll(/"([a-zA-Z$]+)":/g)].map(([, word]) => word));
    // https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
    for (const forbidden of [
      'definitions',
      'deprecated',
      'discriminator',
      'patternProperties',
      'readOnly',
      'writeOnly',
      'xml',
      '$ref',
      'const',
      'anyOf',
      'propertyNames',
    ]) {
      t.false(words.has(forbidden), `${name}: ${forbidden}`);
    }
  }
});

// A Scenario is no resource.
const shipped = [
  'scripts/generate/examples/*',
  'specs/{default,examples/rest-api}/*',
  'rules/*',
  'skills/*/skill.yaml',
];

test('generate: the schema for editors takes everything that is shipped, and no nonsense', async (t) => {
  const schema: unknown = JSON.parse(await readFile('schemas/maios.json', 'utf8'));
  const validate = new Ajv({ strict: false }).compile(typeof schema === 'object' && schema !== null ? schema : {});
  for await (const name of glob(shipped)) {
    const text = await readFile(name, 'utf8');
    for (const document of parseAllDocuments(text)) t.true(validate(document.toJS()), name);
  }
  t.false(validate({ apiVersion: 'maios.dev/v1alpha1', kind: 'Agent', metadata: { name: 'x' }, spec: {} }));
});
