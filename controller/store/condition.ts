/** One observed truth about a resource or a project, as Kubernetes has them. `lastTransitionTime` is RFC 3339. */
export interface Condition {
  readonly type: 'Ready' | 'Reconciling' | 'Stalled' | 'RuleSetMissing';
  readonly status: 'True' | 'False' | 'Unknown';
  /** One CamelCase word for programs. */
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration: number;
  readonly lastTransitionTime: string;
}
