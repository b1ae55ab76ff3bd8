import type { Facts } from '../../../policy/facts.ts';
import type { Stage } from '../../../catalog/kinds/rule-set.ts';
import type { Phase } from '../../../policy/phases.ts';
import type { Verdict } from '../../../policy/verdict.ts';
import type { Candidate, RecordedIntent } from '../../decision-contract.ts';
import type { DecisionRow } from '../../entities/decision.ts';

/** A decision in one line. `ref` is what `maios why` takes, and names it within its chain: PROJECT#SEQ. */
export interface DecisionLineView {
  readonly id: string;
  readonly ref: string;
  readonly seq: number;
  readonly stage: Stage;
  readonly subject: string;
  readonly fromPhase: Phase | null;
  readonly toPhase: Phase | null;
  readonly ruleSet: string;
  readonly rules: readonly string[];
  readonly at: string;
}

/** A decision whole. `runId` is set for the permission decisions of a run, which have a chain of their own. */
export interface DecisionView extends DecisionLineView {
  readonly project: string;
  readonly runId: string | null;
  readonly ruleSetDigest: string;
  readonly facts: Facts;
  readonly verdict: Verdict;
  readonly candidates: readonly Candidate[] | null;
  readonly intents: readonly RecordedIntent[];
  readonly revision: string;
  readonly previousHash: string;
  readonly hash: string;
}

/** The columns of a line: facts and candidates can be large. */
export const decisionLineColumns = {
  id: true,
  seq: true,
  runId: true,
  stage: true,
  subject: true,
  fromPhase: true,
  toPhase: true,
  ruleSet: true,
  rules: true,
  at: true,
} as const;

type LineRow = Pick<DecisionRow, keyof typeof decisionLineColumns>;

export function decisionLineOf(row: LineRow, project: string): DecisionLineView {
  return {
    id: row.id,
    ref: row.runId === null ? `${project}#${row.seq}` : row.id,
    seq: row.seq,
    stage: row.stage,
    subject: row.subject,
    fromPhase: row.fromPhase,
    toPhase: row.toPhase,
    ruleSet: row.ruleSet,
    rules: row.rules,
    at: row.at.toISOString(),
  };
}

export function decisionViewOf(row: DecisionRow, project: string): DecisionView {
  return {
    ...decisionLineOf(row, project),
    project,
    runId: row.runId,
    ruleSetDigest: row.ruleSetDigest,
    facts: row.facts,
    verdict: row.verdict,
    candidates: row.candidates,
    intents: row.intents,
    revision: row.revision,
    previousHash: row.previousHash,
    hash: row.hash,
  };
}
