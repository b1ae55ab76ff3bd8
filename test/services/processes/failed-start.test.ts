import test from 'ava';
import { useMaios } from '../../support/maios.ts';
import { findServices } from '../../support/services.ts';

// Docker keeps sandboxes ready and connections open: nobody would ever close what came up beside the part that failed.
test('failed start: a command whose database is away ends, also where Docker answered first', async (t) => {
  const services = findServices(t, ['DOCKER_HOST']);
  if (services === undefined) return;
  const env = { DOCKER_HOST: services.DOCKER_HOST, DATABASE_URL: 'postgres://127.0.0.1:1/nobody' };
  const maios = await useMaios(t, { fresh: true, env });
  const { code, stderr } = await maios.run('project', 'list');
  t.is(code, 3, stderr);
  t.regex(stderr, /^error STORE_UNAVAILABLE: no answer from PostgreSQL at 127\.0\.0\.1:1\/nobody/);
});
