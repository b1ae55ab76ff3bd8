import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * The first schema. Every tenant's row carries organization_id; ids are UUIDv7 made in TypeScript;
 * money is whole micro-dollars; the SQL stays within PostgreSQL 16.
 */
export class First1763800000000 implements MigrationInterface {
  readonly name = 'First1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
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

const statements = [
  `CREATE TABLE organizations (
    id uuid PRIMARY KEY,
    name text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL
  )`,
  `CREATE TABLE users (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (organization_id, name)
  )`,
  // Declared resources, last good revision; a row with a problem keeps its last good document.
  `CREATE TABLE resources (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations,
    kind text NOT NULL,
    name text NOT NULL,
    source text NOT NULL,
    revision text NOT NULL,
    digest text NOT NULL,
    generation integer NOT NULL,
    observed_generation integer NOT NULL DEFAULT 0,
    document jsonb NOT NULL,
    conditions jsonb NOT NULL DEFAULT '[]',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (organization_id, kind, name)
  )`,
  // One row an incarnation; of several with one name, the newest is meant. version counts state changes (compare-and-set).
  `CREATE TABLE projects (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations,
    name text NOT NULL,
    spec jsonb NOT NULL,
    spec_digest text NOT NULL,
    source text NOT NULL,
    revision text NOT NULL,
    version integer NOT NULL,
    phase text NOT NULL,
    phase_since timestamptz NOT NULL,
    suspended boolean NOT NULL,
    cancel_requested boolean NOT NULL,
    planned boolean NOT NULL,
    plan_failures integer NOT NULL,
    acceptance text NOT NULL,
    acceptance_failures integer NOT NULL,
    handled_failures integer NOT NULL DEFAULT 0,
    last_failure jsonb,
    conditions jsonb NOT NULL DEFAULT '[]',
    summary text,
    tokens_limit bigint,
    tokens_reserved bigint NOT NULL,
    tokens_spent bigint NOT NULL,
    usd_micro_limit bigint,
    usd_micro_reserved bigint NOT NULL,
    usd_micro_spent bigint NOT NULL,
    deadline_at timestamptz,
    task_timeout_ms bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    ended_at timestamptz
  ) WITH (fillfactor = 50)`,
  `CREATE INDEX projects_by_name ON projects (organization_id, name, created_at DESC)`,
  `CREATE INDEX projects_open ON projects (organization_id) WHERE ended_at IS NULL`,
  `CREATE TABLE tasks (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations,
    project_id uuid NOT NULL REFERENCES projects,
    name text NOT NULL,
    ordinal integer NOT NULL,
    parent_id uuid REFERENCES tasks,
    title text NOT NULL,
    instructions text,
    role text,
    skills jsonb NOT NULL,
    reviews text,
    verify text,
    timeout_ms bigint NOT NULL,
    phase text NOT NULL,
    phase_since timestamptz NOT NULL,
    attempts integer NOT NULL,
    agent text,
    last_run_id uuid,
    last_outcome text,
    last_failure jsonb,
    excluded jsonb NOT NULL,
    handed_over boolean NOT NULL,
    condensed boolean NOT NULL,
    review_rejections integer NOT NULL,
    review_pending boolean NOT NULL,
    base_commit text,
    result_commit text,
    result_summary text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    ended_at timestamptz,
    UNIQUE (project_id, name)
  )`,
  `CREATE TABLE task_dependencies (
    task_id uuid NOT NULL REFERENCES tasks,
    depends_on_id uuid NOT NULL REFERENCES tasks,
    organization_id uuid NOT NULL REFERENCES organizations,
    PRIMARY KEY (task_id, depends_on_id)
  )`,
  // The evidence of an agent, and its slots.
  `CREATE TABLE agents (
    organization_id uuid NOT NULL REFERENCES organizations,
    name text NOT NULL,
    capacity integer NOT NULL,
    active integer NOT NULL,
    successes integer NOT NULL,
    failures integer NOT NULL,
    duration_ms bigint NOT NULL,
    tokens bigint NOT NULL,
    usd_micro bigint NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, name),
    CHECK (active >= 0)
  )`,
  // Half of each page is left free, so that the updates of a run stay on its page and old versions are overwritten there.
  // epoch fences: each write of a run carries the epoch that it was claimed with.
  `CREATE TABLE runs (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations,
    project_id uuid NOT NULL REFERENCES projects,
    task_id uuid REFERENCES tasks,
    purpose text NOT NULL,
    agent text,
    model text,
    attempt integer NOT NULL,
    epoch integer NOT NULL,
    state text NOT NULL,
    lease_owner text,
    lease_expires_at timestamptz,
    due_at timestamptz,
    context jsonb NOT NULL,
    outcome text,
    failure jsonb,
    result jsonb,
    base_commit text,
    result_commit text,
    step_count integer NOT NULL,
    chain_head text,
    tokens_reserved bigint NOT NULL,
    tokens_spent bigint NOT NULL,
    usd_micro_reserved bigint NOT NULL,
    usd_micro_spent bigint NOT NULL,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    ended_at timestamptz
  ) WITH (fillfactor = 50)`,
  `CREATE INDEX runs_by_project ON runs (project_id, created_at)`,
  `CREATE INDEX runs_by_task ON runs (task_id, created_at)`,
  `CREATE INDEX runs_open ON runs (organization_id, state) WHERE state <> 'ended'`,
  // Bodies by their sha256, once an organization. No foreign keys here, on run_steps and on events: the one statement that
  // writes them has just updated their run or stream, and looking again would cost a third of its time.
  `CREATE TABLE blobs (
    organization_id uuid NOT NULL,
    sha256 bytea NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (organization_id, sha256)
  )`,
  `CREATE TABLE run_steps (
    run_id uuid NOT NULL,
    n integer NOT NULL,
    organization_id uuid NOT NULL,
    epoch integer NOT NULL,
    kind text NOT NULL,
    label text,
    body_sha256 bytea NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (run_id, n)
  )`,
  `CREATE TABLE effects (
    id text PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations,
    run_id uuid NOT NULL REFERENCES runs,
    epoch integer NOT NULL,
    skill text NOT NULL,
    class text NOT NULL,
    intent jsonb NOT NULL,
    receipt jsonb,
    created_at timestamptz NOT NULL,
    received_at timestamptz
  )`,
  `CREATE INDEX effects_by_run ON effects (run_id)`,
  // chain: the project's chain (run_id null) by seq, or a run's own chain of permission decisions by seq.
  `CREATE TABLE decisions (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations,
    project_id uuid NOT NULL REFERENCES projects,
    task_id uuid REFERENCES tasks,
    run_id uuid REFERENCES runs,
    seq bigint NOT NULL,
    stage text NOT NULL,
    subject text NOT NULL,
    from_phase text,
    to_phase text,
    rule_set text NOT NULL,
    rule_set_digest text NOT NULL,
    rules jsonb NOT NULL,
    facts jsonb NOT NULL,
    verdict jsonb NOT NULL,
    candidates jsonb,
    intents jsonb NOT NULL,
    digests jsonb NOT NULL,
    joins jsonb,
    revision text NOT NULL,
    previous_hash text NOT NULL,
    hash text NOT NULL,
    at timestamptz NOT NULL
  )`,
  `CREATE UNIQUE INDEX decisions_project_chain ON decisions (project_id, seq) WHERE run_id IS NULL`,
  `CREATE UNIQUE INDEX decisions_run_chain ON decisions (run_id, seq) WHERE run_id IS NOT NULL`,
  `CREATE INDEX decisions_by_task ON decisions (task_id, at)`,
  `CREATE TABLE embeddings (
    organization_id uuid NOT NULL REFERENCES organizations,
    owner_kind text NOT NULL,
    owner_id uuid NOT NULL,
    model text NOT NULL,
    dimension integer NOT NULL,
    vector vector(512) NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (owner_kind, owner_id, model)
  )`,
  `CREATE INDEX embeddings_by_cosine ON embeddings USING hnsw (vector vector_cosine_ops)`,
  `CREATE TABLE escalations (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations,
    project_id uuid NOT NULL REFERENCES projects,
    task_id uuid REFERENCES tasks,
    run_id uuid REFERENCES runs,
    version integer NOT NULL,
    action text NOT NULL,
    state text NOT NULL,
    failure jsonb,
    question text,
    options jsonb NOT NULL,
    answer text,
    note text,
    answered_by text,
    expires_at timestamptz,
    on_expiry text,
    created_at timestamptz NOT NULL,
    answered_at timestamptz
  )`,
  `CREATE INDEX escalations_by_project ON escalations (project_id, created_at)`,
  `CREATE TABLE memory_entries (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations,
    project_id uuid REFERENCES projects,
    task_id uuid REFERENCES tasks,
    run_id uuid REFERENCES runs,
    agent text,
    kind text NOT NULL,
    text text NOT NULL,
    promoted boolean NOT NULL,
    valid_until timestamptz,
    created_at timestamptz NOT NULL
  )`,
  `CREATE INDEX memory_entries_by_project ON memory_entries (project_id, created_at)`,
  // A project's counters: the last event, the last decision and the head of its hash chain.
  `CREATE TABLE streams (
    project_id uuid PRIMARY KEY REFERENCES projects,
    organization_id uuid NOT NULL REFERENCES organizations,
    event_seq bigint NOT NULL,
    decision_seq bigint NOT NULL,
    chain_head text NOT NULL
  )`,
  `CREATE TABLE events (
    project_id uuid NOT NULL,
    seq bigint NOT NULL,
    organization_id uuid NOT NULL,
    type text NOT NULL,
    data jsonb NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (project_id, seq)
  )`,
  `CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations,
    topic text NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamptz NOT NULL
  )`,
  `CREATE TABLE leases (
    name text PRIMARY KEY,
    owner text NOT NULL,
    epoch bigint NOT NULL,
    taken_at timestamptz NOT NULL
  )`,
  `CREATE TABLE timers (
    project_id uuid NOT NULL REFERENCES projects,
    subject text NOT NULL,
    name text NOT NULL,
    organization_id uuid NOT NULL,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (project_id, subject, name)
  )`,
];
