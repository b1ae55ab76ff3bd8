import type { SelfCheckState } from '../analysis/self-check.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Clock } from '../clock/clock.ts';
import type { EventFeed } from './event-feed.ts';
import type { Ephemeral } from '../memory/ephemeral.ts';
import type { Recall } from '../memory/recall.ts';
import type { CatalogKeeper } from '../orchestrator/in-force/catalog-keeper.ts';
import type { Control } from '../orchestrator/control/control.ts';
import type { Scope } from '../store/scope.ts';
import type { Workforce } from '../store/operations/views/queued-view.ts';
import type { Store } from '../store/store.ts';
import type { BackupStream } from '../upkeep/backup/save-backup.ts';
import type { AskHouse } from './house-state.ts';
import type { AskReadiness } from './readiness.ts';

/** What the API stands on. It decides nothing: it reads views, and passes commands on to `control`. */
export interface ApiDependencies {
  readonly store: Store;
  readonly control: Control;
  readonly scope: Scope;
  readonly catalog: () => Catalog;
  /** The rule sets that decide for a project. */
  readonly bundlesFor: CatalogKeeper['bundlesFor'];
  readonly feed: EventFeed;
  readonly recall: Recall;
  /** Where runs tell what they are doing. */
  readonly ephemeral: Ephemeral;
  readonly clock: Clock;
  /** Who could take runs now; undefined where nobody knows. Never fails. */
  readonly workforce: () => Promise<Workforce | undefined>;
  readonly version: string;
  /** What requests that do not come over the owner's socket must show; undefined where only this machine can send any. */
  readonly token: string | undefined;
  readonly readiness: AskReadiness;
  readonly house: AskHouse;
  /** Begins a backup of the whole system. */
  readonly backup: () => BackupStream;
  /** Whether this process carries on with open projects; false: it only answers, and soon ends. */
  readonly works: boolean;
  /** What the check of recorded decisions came to so far; undefined where none is made. */
  readonly selfCheck: () => SelfCheckState | undefined;
  /** Told of every fault whose details do not leave the process. */
  readonly onFault: (error: Error) => void;
}
