import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Several servers and workers on one database: an organization can be paused as a whole, a run counts how often its worker
 * was lost, and the runs whose lease may be over are found by an index.
 */
export class Cluster1764000000000 implements MigrationInterface {
  readonly name = 'Cluster1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of up) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of down) await runner.query(statement);
  }
}

const up = [
  'ALTER TABLE organizations ADD COLUMN paused boolean NOT NULL DEFAULT false',
  'ALTER TABLE runs ADD COLUMN recoveries integer NOT NULL DEFAULT 0',
  `CREATE INDEX runs_by_lease ON runs (lease_expires_at) WHERE state = 'running'`,
];

const down = [
  'DROP INDEX runs_by_lease',
  'ALTER TABLE runs DROP COLUMN recoveries',
  'ALTER TABLE organizations DROP COLUMN paused',
];
