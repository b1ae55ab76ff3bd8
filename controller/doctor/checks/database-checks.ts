import { hostname } from 'node:os';
import { MaiosError } from '../../errors/maios-error.ts';
import { presentIn } from '../../workspace/presence.ts';
import type { Check } from '../check.ts';
import { failed, ok, warning } from '../finding.ts';

const oldest = 160_000;

/** The database server, and what maios has in it. An embedded one is looked at by its owner alone. */
export const databaseChecks: readonly Check[] = [
  {
    name: 'database',
    about: 'PostgreSQL 16 or newer answers at DATABASE_URL.',
    needs: 'database',
    async run({ database, config }) {
      const { text, number } = await database.version();
      const where = URL.parse(config.databaseUrl ?? '')?.host ?? '';
      if (number >= oldest) return ok(`PostgreSQL ${text} at ${where}`);
      return failed(`PostgreSQL ${text} at ${where}`, 'Move to PostgreSQL 16 or newer.');
    },
  },
  {
    name: 'vector',
    about: 'The extension vector (pgvector), which memory is searched with.',
    needs: 'database',
    async run({ database }) {
      switch (await database.vector()) {
        case 'installed':
          return ok('installed');
        case 'available':
          return warning(
            'there, and not made in this database yet',
            'maios makes it when it starts; where its user may not, a superuser has to: CREATE EXTENSION vector;',
          );
        case 'missing':
          return failed(
            'not on this server',
            'Install pgvector there (package postgresql-16-pgvector, or the image pgvector/pgvector:pg16).',
          );
      }
    },
  },
  {
    name: 'schema',
    about: 'The tables are those that this version works with.',
    needs: 'database',
    async run({ database }) {
      try {
        const pending = await database.pendingMigrations();
        if (pending.length === 0) return ok('up to date');
        return warning(`${pending.length} migrations are not applied`, 'The next maios that starts applies them.');
      } catch (error) {
        if (error instanceof MaiosError && error.code === 'STORE_SCHEMA') return failed(error.message, error.fix);
        throw error;
      }
    },
  },
  {
    name: 'leader',
    about: 'One server leads: it decides, and keeps the house.',
    needs: 'database',
    async run({ database }) {
      const leader = await database.leader();
      if (leader === undefined) return warning('nobody has led yet', 'Start a server: `maios server`.');
      const since = leader.takenAt.toISOString();
      if (leader.holdsLock) return ok(`${leader.owner}, since ${since}`);
      return warning(`nobody leads; ${leader.owner} did, since ${since}`, 'Start a server: `maios server`.');
    },
  },
  {
    name: 'workers',
    about: 'Processes that execute runs are there.',
    needs: 'database',
    async run({ database, config }) {
      const seen = await database.processes();
      const workers = seen.filter(({ kind }) => kind === 'worker' || kind === 'owner');
      if (workers.length > 0) return ok(workers.map(({ name }) => name.replace(/^maios /, '')).join(', '));
      const command = config.redisUrl === undefined ? 'maios server' : 'maios worker';
      return warning('none: runs wait', `Start one: ${command}.`);
    },
  },
  {
    name: 'shared workspaces',
    about: 'The folder of the workspaces is the one that the other processes have.',
    needs: 'database',
    async run({ database, config }) {
      const here = await presentIn(config.workspaces);
      const others = (await database.processes()).map(({ name }) => name);
      const elsewhere = others.filter((name) => !here.has(name));
      if (elsewhere.length === 0) return ok(`${others.length} processes have this folder`);
      return failed(
        `${config.workspaces} is not the folder of ${elsewhere.join(', ')}`,
        'Give every process the same folder as MAIOS_WORKSPACES: a shared disk, or a volume of all.',
      );
    },
  },
  {
    name: 'runs',
    about: 'Runs that wait, and those that lost their worker too often, of the last day.',
    needs: 'database',
    async run({ database }) {
      const { queued, lost } = await database.runs();
      const found = `${queued} wait, ${lost} given up`;
      if (lost === 0) return ok(found);
      return warning(found, 'Something ends the workers that take them: look at their last lines, and at memory.');
    },
  },
  {
    name: 'database clock',
    about: 'The clocks of this machine and of the database agree.',
    needs: 'database',
    async run({ database, now }) {
      return clockFinding(async () => database.time(), now, 'the database');
    },
  },
];

const agreeMs = 2000;

/** Compares two clocks; what the asking took is taken off. */
export async function clockFinding(ask: () => Promise<number>, now: () => number, whose: string) {
  const before = now();
  const there = await ask();
  const after = now();
  const skewMs = Math.round(there - (before + after) / 2);
  const found = `${Math.abs(skewMs) < 1 ? 0 : skewMs} ms apart`;
  if (Math.abs(skewMs) <= agreeMs + (after - before) / 2) return ok(found);
  return warning(`${found} from ${whose}`, `Set the clocks of ${hostname()} and of ${whose} by NTP.`);
}
