/** One thing that a process needs to do its part. */
export interface ReadinessCheck {
  readonly name: 'database' | 'redis';
  readonly ok: boolean;
  /** What was found when it is not. */
  readonly found?: string | undefined;
}

/** How a process is; what `/readyz` answers. */
export interface Readiness {
  readonly ready: boolean;
  readonly kind: string;
  readonly version: string;
  /** Whether it is the one of all servers that decides; undefined where it is no candidate. */
  readonly leads?: boolean | undefined;
  readonly checks: readonly ReadinessCheck[];
}

export type AskReadiness = () => Promise<Readiness>;
