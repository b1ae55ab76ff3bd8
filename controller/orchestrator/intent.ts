import { type PlannedTask } from '../catalog/kinds/project.ts';
import { type EscalationAction, type Failure, type RunPurpose } from '../policy/failures.ts';
import { type Phase } from '../policy/phases.ts';
import { type RunContext } from '../store/run-contract.ts';

/**
 * One thing that the orchestrator wants done: plain data, carried out in the commit that records its decision.
 * Its id is that decision's id and its place among the decision's intents.
 */
export type Intent =
  | {
      readonly do: 'move';
      readonly taskId: string | undefined;
      readonly from: Phase;
      readonly to: Phase;
      readonly rule: string;
    }
  | { readonly do: 'adopt-plan'; readonly tasks: readonly PlannedTask[]; readonly taskTimeoutMs: number }
  | { readonly do: 'start-run'; readonly run: NewRun }
  | { readonly do: 'fence-run'; readonly runId: string; readonly failure: Failure | undefined }
  | { readonly do: 'fail-task'; readonly taskId: string; readonly failure: Failure }
  | { readonly do: 'escalate'; readonly escalation: NewEscalation }
  | { readonly do: 'expire-escalation'; readonly escalationId: string; readonly action: EscalationAction }
  | { readonly do: 'hand-over'; readonly taskId: string; readonly agent: string; readonly failureClass: string }
  | { readonly do: 'resume-task'; readonly taskId: string; readonly condensed: boolean }
  | { readonly do: 'resume-project' }
  | { readonly do: 'fail-project'; readonly failure: Failure }
  | { readonly do: 'end-project'; readonly summary: string };

export interface NewRun {
  readonly purpose: RunPurpose;
  readonly taskId: string | undefined;
  readonly agent: string | undefined;
  readonly model: string | undefined;
  /** Slots of the agent, as declared. */
  readonly capacity: number;
  readonly attempt: number;
  readonly timeoutMs: number;
  readonly baseCommit: string | undefined;
  readonly context: RunContext;
}

export interface NewEscalation {
  readonly taskId: string | undefined;
  readonly runId: string | undefined;
  readonly action: EscalationAction;
  readonly failure: Failure;
  readonly question: string | undefined;
  readonly options: readonly string[];
  readonly expiresAt: number | undefined;
  readonly onExpiry: EscalationAction | undefined;
  /** For `supervise`: the run that asks the supervising model. */
  readonly supervision: NewRun | undefined;
}
