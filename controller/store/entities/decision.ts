import { EntitySchema } from 'typeorm';
import type { Stage } from '../../catalog/kinds/rule-set.ts';
import type { Facts } from '../../policy/facts.ts';
import type { Phase } from '../../policy/phases.ts';
import type { Verdict } from '../../policy/verdict.ts';
import type { Candidate, ChainJoin, DecisionDigests, RecordedIntent } from '../decision-contract.ts';
import { bigint, json, moment, nullable, primary, reference, text, uuid } from './column.ts';

/** A recorded choice. With `runId`, it stands in the run's own chain of permission decisions; else in the project's. */
export interface DecisionRow {
  readonly id: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly taskId: string | null;
  readonly runId: string | null;
  readonly seq: number;
  readonly stage: Stage;
  readonly subject: string;
  readonly fromPhase: Phase | null;
  readonly toPhase: Phase | null;
  readonly ruleSet: string;
  readonly ruleSetDigest: string;
  readonly rules: readonly string[];
  readonly facts: Facts;
  readonly verdict: Verdict;
  readonly candidates: readonly Candidate[] | null;
  readonly intents: readonly RecordedIntent[];
  readonly digests: DecisionDigests;
  readonly joins: ChainJoin | null;
  readonly revision: string;
  readonly previousHash: string;
  readonly hash: string;
  readonly at: Date;
}

export const DecisionEntity = new EntitySchema<DecisionRow>({
  name: 'decision',
  tableName: 'decisions',
  columns: {
    id: primary(uuid),
    organizationId: reference('organization'),
    projectId: reference('project'),
    taskId: nullable(reference('task')),
    runId: nullable(reference('run')),
    seq: bigint,
    stage: text,
    subject: text,
    fromPhase: nullable(text),
    toPhase: nullable(text),
    ruleSet: text,
    ruleSetDigest: text,
    rules: json,
    facts: json,
    verdict: json,
    candidates: nullable(json),
    intents: json,
    digests: json,
    joins: nullable(json),
    revision: text,
    previousHash: text,
    hash: text,
    at: moment,
  },
  indices: [
    { name: 'decisions_project_chain', columns: ['projectId', 'seq'], unique: true, where: 'run_id IS NULL' },
    { name: 'decisions_run_chain', columns: ['runId', 'seq'], unique: true, where: 'run_id IS NOT NULL' },
    { name: 'decisions_by_task', columns: ['taskId', 'at'] },
    { name: 'decisions_by_rule_set', columns: ['organizationId', 'ruleSet', 'id'] },
  ],
});
