import type { MigrationInterface, QueryRunner } from 'typeorm';
import { planTables } from './first/plan-tables.ts';
import { recordTables } from './first/record-tables.ts';

/**
 * The first schema. Every tenant's row carries organization_id; ids are UUIDv7 made in TypeScript;
 * money is whole micro-dollars; the SQL stays within PostgreSQL 16.
 */
export class First1763800000000 implements MigrationInterface {
  readonly name = 'First1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...planTables, ...recordTables]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables.toReversed()) await runner.query(`DROP TABLE ${table}`);
  }
}

const tables = [
  'organizations',
  'users',
  'resources',
  'projects',
  'tasks',
  'task_dependencies',
  'agents',
  'runs',
  'blobs',
  'run_steps',
  'effects',
  'decisions',
  'embeddings',
  'escalations',
  'memory_entries',
  'streams',
  'events',
  'outbox',
  'leases',
  'timers',
];
