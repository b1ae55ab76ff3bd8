import { digestOf } from '../../../catalog/kinds/digest.ts';
import type { DecisionDigests } from '../../decision-contract.ts';
import type { DecisionRow } from '../../entities/decision.ts';

/** What a decision is linked by: everything but the hash itself, with digests in place of the bodies. */
export type LinkedDecision = Omit<DecisionRow, 'hash' | 'facts' | 'verdict' | 'candidates' | 'intents'>;

/** The hash of a decision: sha256 over its place, its circumstances, the digests of its bodies and the hash before it. */
export function chainHash(decision: LinkedDecision): string {
  return digestOf({
    id: decision.id,
    organizationId: decision.organizationId,
    projectId: decision.projectId,
    taskId: decision.taskId,
    runId: decision.runId,
    seq: decision.seq,
    stage: decision.stage,
    subject: decision.subject,
    fromPhase: decision.fromPhase,
    toPhase: decision.toPhase,
    ruleSet: decision.ruleSet,
    ruleSetDigest: decision.ruleSetDigest,
    rules: decision.rules,
    digests: decision.digests,
    joins: decision.joins,
    revision: decision.revision,
    previousHash: decision.previousHash,
    at: decision.at.getTime(),
  });
}

/** The digests of a decision's bodies. */
export function digestsOf(bodies: Pick<DecisionRow, keyof DecisionDigests>): DecisionDigests {
  return {
    facts: digestOf(bodies.facts),
    verdict: digestOf(bodies.verdict),
    candidates: digestOf(bodies.candidates),
    intents: digestOf(bodies.intents),
  };
}
