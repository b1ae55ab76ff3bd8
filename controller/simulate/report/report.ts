import type { Phase } from '../../policy/phases.ts';
import type { Expectation } from './expectation.ts';
import type { Measure } from './measures.ts';
import type { Violation } from '../invariants/invariant.ts';

/** How an agent fared. */
export interface AgentLine {
  readonly agent: string;
  readonly capacity: number;
  readonly runs: number;
  readonly succeeded: number;
  /** Time that it worked, of the time that its slots were there. */
  readonly utilisation: number;
}

export interface RuleLine {
  readonly ruleSet: string;
  readonly rule: string;
  /** Decisions in which it was true. */
  readonly decisions: number;
  /** Decisions that it would have changed, were it not in shadow. */
  readonly shadow: number;
}

/** A violated invariant, and how often it was. */
export interface ViolationLine {
  readonly invariant: string;
  readonly count: number;
  readonly first: Violation;
}

/** What a simulation came to: a pure function of the scenario, the rule sets and the seeds. */
export interface SimulationReport {
  readonly scenario: string;
  readonly seeds: readonly number[];
  readonly projects: number;
  /** Projects of the scenario that had not come in when its days were over. */
  readonly absent: number;
  readonly playedDays: number;
  readonly outcomes: readonly { readonly outcome: Phase | 'open'; readonly projects: number; readonly share: number }[];
  readonly measures: Readonly<Record<Measure, number | null>>;
  readonly tasks: {
    readonly count: number;
    readonly complete: number;
    readonly attempts: number;
    readonly reassigned: number;
  };
  /** What was done about failures, by action. */
  readonly escalations: Readonly<Record<string, number>>;
  readonly agents: readonly AgentLine[];
  readonly rules: readonly RuleLine[];
  readonly violations: readonly ViolationLine[];
  readonly expectations: readonly Expectation[];
  /** What happened to the project of the first violation, until it did. */
  readonly story: readonly string[];
  /** Every invariant held and every expectation was met. */
  readonly passed: boolean;
}
