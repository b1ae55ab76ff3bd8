/** On whose behalf an operation acts. No operation reads or writes another organization's rows. */
export interface Scope {
  readonly organizationId: string;
  /** Who is recorded: a user's name, or `controller`. */
  readonly actor: string;
}
