import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Several servers and workers on one database: an organization can be paused as a whole, a run counts how often its worker
 * was lost, and the runs whose lease may be over are found by an index. What is left of projects whose time is over, the
 * bodies that they may leave behind, and which versions can work on a schema that is newer than they are.
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
  `ALTER TABLE runs ADD COLUMN losses jsonb NOT NULL DEFAULT '[]'`,
  'ALTER TABLE organizations ADD COLUMN paused_at timestamptz',
  'ALTER TABLE organizations ADD COLUMN catalog_generation bigint NOT NULL DEFAULT 0',
  `CREATE INDEX runs_by_lease ON runs (lease_expires_at) WHERE state = 'running'`,
  `CREATE TABLE tombstones (
    project_id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations,
    name text NOT NULL,
    spec_digest text NOT NULL,
    phase text NOT NULL,
    decision_seq bigint NOT NULL,
    chain_head text NOT NULL,
    ended_at timestamptz NOT NULL,
    removed_at timestamptz NOT NULL
  )`,
  `CREATE INDEX resources_waiting ON resources (organization_id, updated_at, name)
    WHERE kind = 'Project' AND conditions @> '[{"reason": "Overloaded"}]'`,
  `CREATE INDEX tombstones_by_name ON tombstones (organization_id, name, ended_at)`,
  `CREATE TABLE discarded_blobs (
    organization_id uuid NOT NULL,
    sha256 bytea NOT NULL,
    PRIMARY KEY (organization_id, sha256)
  )`,
  `CREATE TABLE schema_support (migration text PRIMARY KEY, oldest bigint NOT NULL)`,
];

const down = [
  'DROP TABLE schema_support',
  'DROP TABLE discarded_blobs',
  'DROP TABLE tombstones',
  'DROP INDEX resources_waiting',
  'DROP INDEX runs_by_lease',
  'ALTER TABLE organizations DROP COLUMN catalog_generation',
  'ALTER TABLE organizations DROP COLUMN paused_at',
  'ALTER TABLE runs DROP COLUMN losses',
  'ALTER TABLE runs DROP COLUMN recoveries',
  'ALTER TABLE organizations DROP COLUMN paused',
];
