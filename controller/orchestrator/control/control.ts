import type { Readable } from 'node:stream';
import type { AgentSpec } from '../../catalog/kinds/agent.ts';
import type { SentDocument } from '../../catalog/sources/sent-documents.ts';
import type { MaiosError } from '../../errors/maios-error.ts';
import type { Scope } from '../../store/scope.ts';
import type { PauseReport } from './set-paused.ts';

/** What a declaration came to for one resource. */
export type Change = 'created' | 'changed' | 'unchanged' | 'deleted';

/** What applying documents did; problems never stop what is sound. */
export interface ApplyReport {
  readonly revision: string;
  readonly applied: readonly {
    readonly kind: string;
    readonly name: string;
    readonly change: Change;
  }[];
  readonly problems: readonly MaiosError[];
  /** Projects that the documents declare, started now or before. */
  readonly projects: readonly { readonly id: string; readonly name: string; readonly created: boolean }[];
}

/**
 * Everything that a client can make the organization do. A project is named by its name (the newest of that name) or its UUID.
 * Fails with NOT_FOUND, NOT_WAITING, CONFLICT, or an error of the catalog.
 */
export interface Control {
  /** Watches a folder of specs, or the commits of a git checkout, from now on; reads it whole before it answers. */
  addSource(
    scope: Scope,
    source: { readonly kind: 'files' | 'git'; readonly path: string; readonly again: boolean },
  ): Promise<ApplyReport>;
  /** Puts in force what somebody sent, in place of what was sent under that name before. */
  applyDocuments(
    scope: Scope,
    sent: { readonly name: string; readonly documents: readonly SentDocument[]; readonly again: boolean },
  ): Promise<ApplyReport>;
  /** Starts a project from a request alone. */
  startProject(
    scope: Scope,
    request: { readonly request: string; readonly name?: string },
  ): Promise<{ readonly id: string; readonly name: string }>;
  /** Answers the open escalation, or leaves a note for the agents. */
  giveInput(
    scope: Scope,
    project: string,
    text: string,
    escalation?: string,
  ): Promise<{ readonly answered: boolean; readonly text: string }>;
  cancel(scope: Scope, project: string): Promise<void>;
  setSuspended(scope: Scope, project: string, suspended: boolean): Promise<void>;
  /** Pauses the whole organization, or lets it go on. */
  setPaused(scope: Scope, paused: boolean): Promise<PauseReport>;
  createAgent(scope: Scope, name: string, spec: Partial<AgentSpec>): Promise<Change>;
  /** Writes the project's work as an ordinary git repository into a folder of this machine. */
  exportResult(
    scope: Scope,
    project: string,
    folder: string,
  ): Promise<{ readonly commit: string; readonly folder: string }>;
  /** The same for who is elsewhere, as a git bundle. */
  bundleResult(scope: Scope, project: string): Promise<{ readonly commit: string; readonly bundle: Readable }>;
}
