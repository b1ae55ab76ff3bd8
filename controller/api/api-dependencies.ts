import { type Catalog } from '../catalog/catalog.ts';
import { type Clock } from '../clock/clock.ts';
import { type ProjectEvent } from '../events/event.ts';
import { type Control } from '../orchestrator/control.ts';
import { type Scope } from '../store/scope.ts';
import { type Store } from '../store/store.ts';

/** Something remembered; `similarity` is the cosine, 1 for the same meaning. */
export interface MemoryHit {
  readonly text: string;
  readonly similarity: number;
  readonly kind: string;
}

/** What the API stands on. It decides nothing: it reads views, and passes commands on to `control`. */
export interface ApiDependencies {
  readonly store: Store;
  readonly control: Control;
  readonly scope: Scope;
  readonly catalog: () => Catalog;
  /** The project's events after `since`, and then each as it happens, without gap or double, until the signal. */
  readonly subscribe: (projectId: string, since: number, signal: AbortSignal) => AsyncIterable<ProjectEvent>;
  readonly recall: (query: string, limit: number) => Promise<readonly MemoryHit[]>;
  readonly clock: Clock;
  readonly version: string;
  /** Whether this process carries on with open projects; false: it only answers, and soon ends. */
  readonly works: boolean;
  /** Told of every fault whose details do not leave the process. */
  readonly onFault: (error: Error) => void;
}
