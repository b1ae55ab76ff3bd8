/**
 * What one process tells the others. Each is a wake and no more: whoever hears it looks into the database, and what is lost
 * or doubled costs latency only. `v` is the version of the message; one that is not understood is passed over.
 */
export type BusMessage =
  /** The state of a project changed: it is to be looked at. */
  | { readonly v: 1; readonly kind: 'changed'; readonly project: string }
  /** A project has new events. */
  | { readonly v: 1; readonly kind: 'events'; readonly project: string }
  /** A slot of an agent was given back. */
  | { readonly v: 1; readonly kind: 'freed'; readonly agent: string }
  /** Something declared is in force, or not any more. */
  | { readonly v: 1; readonly kind: 'catalog' }
  /** Whoever works on this run is to stop. */
  | { readonly v: 1; readonly kind: 'stop'; readonly run: string; readonly reason: string };

/** A port: carries messages to every process of the system, this one included, in the order in which one process sent them. */
export interface Bus extends AsyncDisposable {
  /** Never fails and never waits: a bus that is away loses what is said meanwhile. */
  publish(message: BusMessage): void;
  /** Returns how to stop it. A listener must not throw. */
  subscribe(listener: (message: BusMessage) => void): () => void;
  /** Called when messages may have been lost: after the bus was away. Returns how to stop it. */
  onGap(listener: () => void): () => void;
}
