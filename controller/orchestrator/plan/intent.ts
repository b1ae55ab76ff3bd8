import type { PlannedTask } from '../../catalog/kinds/project.ts';
import type { EscalationAction, Failure } from '../../policy/failures.ts';
import type { Phase } from '../../policy/phases.ts';
import type { Timers } from '../../policy/timers.ts';
import type { NewEscalationRow } from '../../store/operations/escalations/insert-escalation.ts';
import type { NewRunRow } from '../../store/operations/runs/insert-run.ts';

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
  | { readonly do: 'withdraw-escalation'; readonly escalationId: string; readonly action: EscalationAction }
  | { readonly do: 'hand-over'; readonly taskId: string; readonly agent: string; readonly failureClass: string }
  | { readonly do: 'resume-task'; readonly taskId: string; readonly condensed: boolean }
  | { readonly do: 'keep-timers'; readonly taskId: string | undefined; readonly timers: Timers }
  | { readonly do: 'resume-project' }
  | { readonly do: 'fail-project'; readonly failure: Failure }
  | { readonly do: 'end-project'; readonly summary: string };

export interface NewRun extends Omit<NewRunRow, 'projectId'> {
  /** Slots of the agent, as declared. */
  readonly capacity: number;
  /** Runs at once that the organization allows; undefined where it does not matter for this run. */
  readonly quota?: number | undefined;
}

export interface NewEscalation extends Omit<NewEscalationRow, 'projectId'> {
  /** For `supervise`: the run that asks the supervising model. */
  readonly supervision: NewRun | undefined;
}
