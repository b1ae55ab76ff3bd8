import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import test from 'ava';
import type { ModelResource } from '../../controller/catalog/kinds/kinds.ts';
import type { ModelSpec } from '../../controller/catalog/kinds/model.ts';
import { loadConfig } from '../../controller/config/config.ts';
import type { MaiosError } from '../../controller/errors/maios-error.ts';
import { checkModelKey } from '../../controller/models/create-model.ts';
import { usdMicro } from '../../controller/models/price.ts';
import { resolveSecret } from '../../controller/models/resolve-secret.ts';
import { Secret } from '../../controller/models/secret.ts';

function model(spec: ModelSpec): ModelResource {
  return { apiVersion: 'maios.dev/v1alpha1', kind: 'Model', metadata: { name: 'm' }, spec };
}

const cases: readonly [string, ModelSpec, Record<string, string>, RegExp | undefined][] = [
  ['the default endpoint without its key', { provider: 'openai' }, {}, /ZAI_API_KEY/],
  ['an empty key', { provider: 'openai' }, { ZAI_API_KEY: ' ' }, /ZAI_API_KEY/],
  ['the default endpoint with its key', { provider: 'openai' }, { ZAI_API_KEY: 'k' }, undefined],
  ['another variable', { provider: 'openai', endpoint: { key: 'env:OTHER' } }, { ZAI_API_KEY: 'k' }, /OTHER/],
  [
    'an endpoint of one’s own without a key',
    { provider: 'openai', endpoint: { baseUrl: 'http://localhost' } },
    {},
    undefined,
  ],
  ['a file that is not there', { provider: 'openai', endpoint: { key: 'file:/does/not/exist' } }, {}, /ENOENT/],
  ['a Kubernetes secret', { provider: 'openai', endpoint: { key: 'secret:a/b' } }, {}, /secret/],
  ['a scripted model', { provider: 'scripted', script: [{ match: {} }] }, {}, undefined],
];

for (const [title, spec, env, expected] of cases) {
  test(`model key: ${title} ${expected === undefined ? 'is accepted' : 'is MODEL_KEY_MISSING'}`, (t) => {
    const found = checkModelKey(model(spec), loadConfig(env));
    if (expected === undefined) t.is(found, undefined);
    else {
      t.is(found?.code, 'MODEL_KEY_MISSING');
      t.regex(found?.message ?? '', expected);
    }
  });
}

test('model key: a file is read at use', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'maios-key-'));
  t.teardown(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'key'), 'first\n');
  const reference = `file:${join(folder, 'key')}`;
  t.is(reveal(resolveSecret(reference, loadConfig({}))), 'first');
  await writeFile(join(folder, 'key'), 'second\n');
  t.is(reveal(resolveSecret(reference, loadConfig({}))), 'second');
});

test('secret: no way of printing shows the value', (t) => {
  const secret = new Secret('hunter2');
  const printed = [
    `${secret}`,
    JSON.stringify({ secret }),
    inspect({ secret }, { showHidden: true }),
    String(Object.values(secret)),
  ];
  t.false(printed.join(' ').includes('hunter2'));
  t.is(secret.redact('key hunter2!'), 'key [secret]!');
});

test('price: usd per million tokens is micro-dollars per token, rounded up', (t) => {
  const price = { inputUsdPerMillion: 0.6, outputUsdPerMillion: 2.2 };
  t.is(usdMicro(price, { inputTokens: 1000, outputTokens: 100 }), 820);
  t.is(usdMicro(price, { inputTokens: 1, outputTokens: 0 }), 1);
  t.is(usdMicro(price, { inputTokens: 0, outputTokens: 0 }), 0);
});

function reveal(found: Secret | MaiosError): string | undefined {
  return found instanceof Secret ? found.reveal() : undefined;
}
