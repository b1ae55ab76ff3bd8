/** One small change of something, and what it is, as people read it. */
export interface Change<Of> {
  readonly to: Of;
  /** `lessThan 2 → lessThan 3` */
  readonly what: string;
}
