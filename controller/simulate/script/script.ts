import type { EscalationRow } from '../../store/entities/escalation.ts';
import type { RunWork } from '../../store/operations/runs/claim-run.ts';
import type { RunResult } from '../../store/run-contract.ts';
import type { StartingProject } from '../world/world.ts';

/** A project that comes in. */
export interface Arrival extends StartingProject {
  /** After the start of the simulation, in ms. */
  readonly afterMs: number;
  /** A person cancels it this long after it came, in ms; undefined: nobody does. */
  readonly cancelAfterMs: number | undefined;
}

/** What comes of a run. */
export interface Response {
  readonly afterMs: number;
  /** undefined: it never ends by itself. */
  readonly result: RunResult | undefined;
}

/** What a person says, and how long that takes. */
export interface Reply {
  readonly afterMs: number;
  readonly text: string;
}

/**
 * Everything that rules do not decide: what comes in, how agents fare, what people say. Each answer depends on the seed
 * and on what is asked about, never on what was asked before, so that two rule sets meet the same luck.
 */
export interface Script {
  readonly arrivals: readonly Arrival[];
  /** `nth` counts the runs of this purpose of the subject, from 1. */
  respond(work: RunWork, nth: number): Response;
  /** undefined: nobody answers. `nth` counts the questions of the project, from 1. */
  reply(project: string, question: EscalationRow, nth: number): Reply | undefined;
}
