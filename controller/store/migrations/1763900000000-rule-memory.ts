import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What rules remember is state of the subject that they were judged for (docs/adr/0013); the table of timers of the first
 * schema was never used. And which revision of a rule set was last in force, by its name: a project that names it goes
 * on under that one when the rule set is gone. The index is for replay, which reads what one rule set decided.
 */
export class RuleMemory1763900000000 implements MigrationInterface {
  readonly name = 'RuleMemory1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of up) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of down) await runner.query(statement);
  }
}

const up = [
  `ALTER TABLE projects ADD COLUMN timers jsonb NOT NULL DEFAULT '{}'`,
  `ALTER TABLE tasks ADD COLUMN timers jsonb NOT NULL DEFAULT '{}'`,
  `DROP TABLE timers`,
  `CREATE TABLE rule_sets (
    organization_id uuid NOT NULL REFERENCES organizations,
    stage text NOT NULL,
    name text NOT NULL,
    digest text NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, stage, name)
  )`,
  `CREATE INDEX decisions_by_rule_set ON decisions (organization_id, rule_set, id)`,
];

const down = [
  `DROP INDEX decisions_by_rule_set`,
  `DROP TABLE rule_sets`,
  `CREATE TABLE timers (
    project_id uuid NOT NULL REFERENCES projects,
    subject text NOT NULL,
    name text NOT NULL,
    organization_id uuid NOT NULL,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (project_id, subject, name)
  )`,
  `ALTER TABLE tasks DROP COLUMN timers`,
  `ALTER TABLE projects DROP COLUMN timers`,
];
