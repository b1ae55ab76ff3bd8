/** How the place is that all work is done in; what `/healthz` adds. Anybody may ask: no names, no paths. */
export interface HouseState {
  /** Whether the disk of the workspaces has room for new work: without it none is taken on, and none begun. */
  readonly room: boolean;
  /** What the process that leads looks after, when it last did, and since when it cannot. RFC 3339. */
  readonly upkeep: readonly { readonly duty: string; readonly at: string; readonly failingSince: string | null }[];
}

/** Never rejects. */
export type AskHouse = () => Promise<HouseState>;
