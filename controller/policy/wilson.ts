// Two-sided 95 %: the 0.975 quantile of the normal distribution.
const z = 1.959963984540054;
const beforeAnyRun = 0.2;

/**
 * What an agent's success rate is at least, with 95 % confidence: a share from 0 to 1, 0.2 before any run.
 * The lower bound of the Wilson score interval, (p + z²/2n − z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n) with p = successes/n;
 * E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
 * One lucky run does not beat long evidence: 1 of 1 gives 0.21, 9 of 10 gives 0.60.
 */
export function successBound(successes: number, failures: number): number {
  const n = successes + failures;
  if (n === 0) return beforeAnyRun;
  const p = successes / n;
  const spread = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return Math.max(0, (p + (z * z) / (2 * n) - spread) / (1 + (z * z) / n));
}
