import type { Catalog } from '../../catalog/catalog.ts';
import type { Config } from '../../config/config.ts';
import type { Ephemeral } from '../../memory/ephemeral.ts';
import type { Recall } from '../../memory/recall.ts';
import type { Model } from '../../models/model.ts';
import type { RuleBundle } from '../../policy/verdict.ts';
import type { RunJob } from '../../queue/queue.ts';
import type { SandboxDriver } from '../../sandbox/sandbox.ts';
import type { ProjectRow } from '../../store/entities/project.ts';
import type { Scope } from '../../store/scope.ts';
import type { Store } from '../../store/store.ts';
import type { Workspaces } from '../../workspace/workspace.ts';

/** Everything that a run needs from outside; compose.ts puts it together. Its clock is the store's. */
export interface RunDependencies {
  readonly store: Store;
  /** On whose behalf the run acts. */
  readonly scopeOf: (job: RunJob) => Scope;
  /** Puts in force here what was declared up to a generation, so that what was decided by it can be carried out. */
  readonly catchUp: (generation: number) => Promise<void>;
  /** What is in force now; asked anew at each run, and for the permissions at each call. */
  readonly catalog: (scope: Scope) => Catalog;
  /** Fails with NOT_FOUND when no Model of that name is declared. */
  readonly modelFor: (scope: Scope, name: string) => Model;
  /** The permission rules of the project. */
  readonly permissionRules: (scope: Scope, project: ProjectRow) => RuleBundle;
  readonly sandboxes: SandboxDriver;
  readonly workspaces: Workspaces;
  readonly recall: Recall;
  /** What all workers share and may be forgotten: progress, steps, places at models. */
  readonly ephemeral: Ephemeral;
  readonly config: Config;
  /** Names this process in the lease. */
  readonly owner: string;
  readonly leaseMs: number;
  /** Told of what went wrong beside the run's own result: a heartbeat or a clean-up that failed, a fault of maios. */
  readonly onFault: (error: unknown, job: RunJob) => void;
}
