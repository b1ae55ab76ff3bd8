import { types } from 'pg';
import { DataSource } from 'typeorm';
import type { WireDuplex } from './embedded/wire-duplex.ts';
import { AgentEntity } from './entities/agent.ts';
import { BlobEntity } from './entities/blob.ts';
import { DecisionEntity } from './entities/decision.ts';
import { DiscardedBlobEntity } from './entities/discarded-blob.ts';
import { EffectEntity } from './entities/effect.ts';
import { EmbeddingEntity } from './entities/embedding.ts';
import { EscalationEntity } from './entities/escalation.ts';
import { EventEntity } from './entities/event.ts';
import { LeaseEntity } from './entities/lease.ts';
import { MemoryEntryEntity } from './entities/memory-entry.ts';
import { PostgresNaming } from './entities/naming.ts';
import { OrganizationEntity } from './entities/organization.ts';
import { OutboxEntity } from './entities/outbox.ts';
import { ProjectEntity } from './entities/project.ts';
import { ResourceEntity } from './entities/resource.ts';
import { RunEntity } from './entities/run.ts';
import { RuleSetEntity } from './entities/rule-set.ts';
import { RunStepEntity } from './entities/run-step.ts';
import { SchemaSupportEntity } from './entities/schema-support.ts';
import { StreamEntity } from './entities/stream.ts';
import { TaskEntity } from './entities/task.ts';
import { TaskDependencyEntity } from './entities/task-dependency.ts';
import { TombstoneEntity } from './entities/tombstone.ts';
import { UserEntity } from './entities/user.ts';
import { PreparingClient } from './preparing-client.ts';
import { First1763800000000 } from './migrations/1763800000000-first.ts';
import { RuleMemory1763900000000 } from './migrations/1763900000000-rule-memory.ts';
import { Cluster1764000000000 } from './migrations/1764000000000-cluster.ts';

export const entities = [
  OrganizationEntity,
  UserEntity,
  ResourceEntity,
  ProjectEntity,
  TaskEntity,
  TaskDependencyEntity,
  AgentEntity,
  RunEntity,
  BlobEntity,
  RunStepEntity,
  EffectEntity,
  DecisionEntity,
  EmbeddingEntity,
  EscalationEntity,
  MemoryEntryEntity,
  StreamEntity,
  EventEntity,
  OutboxEntity,
  LeaseEntity,
  RuleSetEntity,
  TombstoneEntity,
  DiscardedBlobEntity,
  SchemaSupportEntity,
];

/** In the order in which they are applied. */
export const migrations = [First1763800000000, RuleMemory1763900000000, Cluster1764000000000];

/** Where the database is: the wire to an embedded one, or the address of a server. */
export type Address = { readonly connect: () => WireDuplex } | { readonly url: string };

/** A data source of TypeORM; the same driver and the same SQL for both kinds of address. Sessions on a server go by `name`. */
export function createDataSource(address: Address, name = 'maios'): DataSource {
  return new DataSource({
    type: 'postgres',
    entities,
    migrations,
    namingStrategy: new PostgresNaming(),
    // Extensions are made by the migrations' preparation, before anything refers to them.
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    logging: false,
    ...('url' in address ? serverOptions(address.url, name) : embeddedOptions(address.connect)),
  });
}

function serverOptions(url: string, name: string) {
  return {
    url,
    connectTimeoutMS: 10_000,
    poolSize: 10,
    extra: { types: numbersAsNumbers, Client: PreparingClient, application_name: name, ...bounds },
  };
}

// A process that is frozen, or a machine that is gone, in the middle of a transaction must not hold up the others for
// longer; and a connection on which nobody answers any more must not hold up this process for ever.
const bounds = {
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  idle_in_transaction_session_timeout: 30_000,
  query_timeout: 120_000,
};

// One session is all that PGlite has, and it must not be given up when idle.
function embeddedOptions(stream: () => WireDuplex) {
  return {
    username: 'postgres',
    database: 'postgres',
    extra: { max: 1, idleTimeoutMillis: 0, stream, types: numbersAsNumbers, Client: PreparingClient },
  };
}

// bigint comes as text, lest it lose digits; nothing counted here reaches 2^53.
const numbersAsNumbers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary'): unknown =>
    oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format),
};
