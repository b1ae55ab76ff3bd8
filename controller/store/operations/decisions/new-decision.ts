import type { Stage } from '../../../catalog/kinds/rule-set.ts';
import type { Facts } from '../../../policy/facts.ts';
import type { Phase } from '../../../policy/phases.ts';
import type { Verdict } from '../../../policy/verdict.ts';
import type { Candidate, ChainJoin, RecordedIntent } from '../../decision-contract.ts';
import type { DecisionRow } from '../../entities/decision.ts';
import { newId } from '../../new-id.ts';
import type { Scope } from '../../scope.ts';
import { storableJson } from '../../storable.ts';
import { chainHash, digestsOf } from './chain-hash.ts';

/** A decision before it has its place in a chain. Rule set, its digest and the rules come from the verdict. */
export interface NewDecision {
  readonly projectId: string;
  readonly taskId?: string | undefined;
  readonly stage: Stage;
  /** `project`, or the name of a task. */
  readonly subject: string;
  readonly fromPhase?: Phase | undefined;
  readonly toPhase?: Phase | undefined;
  readonly facts: Facts;
  readonly verdict: Verdict;
  readonly candidates?: readonly Candidate[] | undefined;
  readonly intents: readonly RecordedIntent[];
  /** What the catalog was read from. */
  readonly revision: string;
  /** An ended run whose own chain this decision takes into the project's. */
  readonly joins?: ChainJoin | undefined;
}

export interface AppendedDecision {
  readonly id: string;
  readonly seq: number;
  readonly hash: string;
}

export interface ChainPlace {
  readonly runId: string | null;
  readonly seq: number;
  readonly previousHash: string;
}

/** The row of a decision at its place, with its hash. */
export function newDecisionRow(scope: Scope, now: number, place: ChainPlace, decision: NewDecision): DecisionRow {
  const { taskId, fromPhase, toPhase, candidates, joins, verdict, ...rest } = decision;
  const bodies = asStored({ facts: rest.facts, verdict, candidates: candidates ?? null, intents: rest.intents });
  const linked = {
    ...place,
    id: newId(now),
    organizationId: scope.organizationId,
    projectId: rest.projectId,
    taskId: taskId ?? null,
    stage: rest.stage,
    subject: rest.subject,
    fromPhase: fromPhase ?? null,
    toPhase: toPhase ?? null,
    ruleSet: verdict.ruleSet,
    ruleSetDigest: verdict.digest,
    rules: verdict.hits.map((hit) => hit.rule),
    digests: digestsOf(bodies),
    joins: joins ?? null,
    revision: rest.revision,
    at: new Date(now),
  };
  return { ...linked, ...bodies, hash: chainHash(linked) };
}

type Bodies = Pick<DecisionRow, 'facts' | 'verdict' | 'candidates' | 'intents'>;

// Digests are of what a reader will find, and JSON in the database is not quite what was given: no undefined, no NUL.
function asStored(bodies: Bodies): Bodies {
  return JSON.parse(storableJson(bodies)) as Bodies;
}
