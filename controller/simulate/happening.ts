import type { RunOutcome, RunPurpose, FailureClass } from '../policy/failures.ts';
import type { Phase, Subject } from '../policy/phases.ts';
import type { Stage } from '../catalog/kinds/rule-set.ts';

/** What a run is about. */
export interface RunSubject {
  readonly run: string;
  /** The name of the task, or `project`. */
  readonly subject: string;
  readonly purpose: RunPurpose;
  readonly agent: string | null;
}

/**
 * One thing that happened in a simulation. Numbers, invariants and the story of a project are all folds over these, so
 * that each of them can be shown on a list that was written by hand.
 */
export type Happening = {
  /** Virtual time, in ms since 1970. */
  readonly at: number;
  readonly project: string;
} & (
  | { readonly what: 'project-started'; readonly parallelRuns: number }
  | {
      readonly what: 'decided';
      readonly stage: Stage;
      readonly ruleSet: string;
      readonly subject: string;
      /** One line for people. */
      readonly text: string;
      /** The rules that were true, those about losing candidates too. */
      readonly rules: readonly string[];
      /** Rules in shadow that would have changed the verdict. */
      readonly shadow: readonly string[];
    }
  | { readonly what: 'moved'; readonly subject: string; readonly of: Subject; readonly from: Phase; readonly to: Phase }
  | ({
      readonly what: 'run-queued';
      readonly capacity: number;
      /** Tasks that must be complete before. */
      readonly dependsOn: readonly string[];
    } & RunSubject)
  | ({ readonly what: 'run-started' } & RunSubject)
  | ({
      readonly what: 'run-ended';
      readonly outcome: RunOutcome;
      readonly failure: FailureClass | null;
      readonly busyMs: number;
    } & RunSubject)
  | { readonly what: 'handed-over'; readonly subject: string; readonly agent: string }
  | { readonly what: 'asked'; readonly question: string; readonly subject: string; readonly action: string }
  | { readonly what: 'closed'; readonly question: string; readonly answer: string; readonly by: string }
  | { readonly what: 'stalled'; readonly subject: string; readonly code: string; readonly message: string }
  /** It never comes to rest: so many steps on end. */
  | { readonly what: 'restless'; readonly steps: number }
  | { readonly what: 'project-ended'; readonly phase: Phase }
);

/** A happening before it is known when and where. */
export type Told = Happening extends infer One ? (One extends Happening ? Omit<One, 'at' | 'project'> : never) : never;
