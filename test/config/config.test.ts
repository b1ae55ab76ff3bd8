import test from 'ava';
import { loadConfig } from '../../controller/config/config.ts';

type Environment = Readonly<Record<string, string>>;

const refused: readonly (readonly [title: string, env: Environment, message: RegExp])[] = [
  ['a database that is no URL', { DATABASE_URL: 'hunter2' }, /^DATABASE_URL: expected a URL like postgresql:/],
  ['a database of another kind', { DATABASE_URL: 'mysql://x:hunter2@db/maios' }, /^DATABASE_URL: expected a URL/],
  ['a Redis without a protocol', { REDIS_URL: '127.0.0.1:6379' }, /^REDIS_URL: expected a URL like redis:/],
  ['a Redis over HTTP', { REDIS_URL: 'http://127.0.0.1:6379' }, /^REDIS_URL: expected a URL like redis:/],
  ['a server without a protocol', { MAIOS_SERVER: '127.0.0.1:8000' }, /^MAIOS_SERVER: expected a URL like http:/],
  ['a port that is too high', { MAIOS_ADDRESS: '127.0.0.1:99999' }, /^MAIOS_ADDRESS: expected HOST:PORT/],
  ['half a port', { MAIOS_ADDRESS: '127.0.0.1:80.5' }, /^MAIOS_ADDRESS: expected HOST:PORT/],
  ['an address without a port', { MAIOS_ADDRESS: 'localhost' }, /^MAIOS_ADDRESS: expected HOST:PORT/],
  [
    'an address that ends before its port',
    { MAIOS_HEALTH_ADDRESS: '127.0.0.1:' },
    /^MAIOS_HEALTH_ADDRESS: expected HOST/,
  ],
  ['half a run', { MAIOS_CONCURRENCY: '2.5' }, /^MAIOS_CONCURRENCY: expected a whole number/],
  ['no time', { MAIOS_LEASE_SECONDS: '0' }, /^MAIOS_LEASE_SECONDS: expected a number above 0/],
  [
    'more time than a timer has',
    { MAIOS_GRACE_SECONDS: '1e9' },
    /^MAIOS_GRACE_SECONDS: .* at most 2000000, found "1e9"/,
  ],
  ['more runs at once than a process has hands', { MAIOS_CONCURRENCY: '1e15' }, /^MAIOS_CONCURRENCY: .* at most 1000,/],
  ['more time than a spec may give', { TASK_TIMEOUT_MINUTES: '1e300' }, /^TASK_TIMEOUT_MINUTES: .* at most 1440,/],
  ['a model at no URL', { MODEL_BASE_URL: 'hunter2' }, /^MODEL_BASE_URL: expected a URL like https:/],
  ['half a permission', { MAIOS_ALLOW_UNSAFE_SANDBOX: 'yes' }, /^MAIOS_ALLOW_UNSAFE_SANDBOX: expected one of 0, 1,/],
  ['a sandbox of no kind', { MAIOS_SANDBOX: 'dockr' }, /^MAIOS_SANDBOX: expected one of auto, docker/],
];

for (const [title, env, message] of refused) {
  test(`config: refuses ${title}, and tells no password`, (t) => {
    const error = t.throws(() => loadConfig(env), { code: 'CONFIG_INVALID', message });
    t.false(error.message.includes('hunter2'));
  });
}

const accepted: readonly (readonly [env: Environment, wanted: Readonly<Record<string, unknown>>])[] = [
  [{}, { databaseUrl: undefined, redisUrl: undefined, host: '127.0.0.1', port: 8000, leaseMs: 15_000 }],
  [
    { DATABASE_URL: ' ', MAIOS_ADDRESS: '' },
    { databaseUrl: undefined, port: 8000 },
  ],
  [{}, { color: true, redraws: true }],
  [{ NO_COLOR: '1' }, { color: false, redraws: true }],
  [{ TERM: 'dumb' }, { color: false, redraws: false }],
  [{ CI: 'true' }, { color: true, redraws: false }],
  [{ MAIOS_ADDRESS: '9000' }, { host: '127.0.0.1', port: 9000 }],
  [{ MAIOS_ADDRESS: '[::1]:9000' }, { host: '::1', port: 9000 }],
  [{ DATABASE_URL: 'postgres:///maios?host=/tmp' }, { databaseUrl: 'postgres:///maios?host=/tmp' }],
  [{ REDIS_URL: 'rediss://x:y@redis/1' }, { redisUrl: 'rediss://x:y@redis/1' }],
  [{ MAIOS_LEASE_SECONDS: '0.5' }, { leaseMs: 500 }],
];

test('config: takes what is set, and the usual where nothing is', (t) => {
  for (const [env, wanted] of accepted) t.like(loadConfig(env), wanted, JSON.stringify(env));
});

const called: readonly (readonly [env: Environment, program: 'maios' | 'npx maios'])[] = [
  [{}, 'maios'],
  [{ npm_command: 'exec', npm_lifecycle_script: 'maios' }, 'npx maios'],
  [{ npm_command: 'exec', npm_lifecycle_script: "'maios'" }, 'npx maios'],
  [{ npm_command: 'exec', npm_lifecycle_script: 'ava' }, 'maios'],
  [{ npm_command: 'run-script', npm_lifecycle_script: 'maios' }, 'maios'],
];

for (const [env, program] of called) {
  test(`config: with ${JSON.stringify(env)} this is ${program}`, (t) => {
    t.is(loadConfig(env).program, program);
  });
}
