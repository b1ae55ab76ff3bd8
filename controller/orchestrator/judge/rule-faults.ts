import { MaiosError } from '../../errors/maios-error.ts';
import type { Verdict } from '../../policy/verdict.ts';

/** The rules that could not be judged and why, in one line; undefined when all could. */
export function faultsText({ ruleSet, faults }: Pick<Verdict, 'ruleSet' | 'faults'>): string | undefined {
  if (faults === undefined) return undefined;
  const told = faults.map(({ rule, message }) => `rule ${rule} of ${ruleSet} cannot be judged: ${message}`);
  return told.join('; ');
}

/** The same as RULES_INVALID, for a subject that nothing can be decided about. */
export function faultsError(verdict: Pick<Verdict, 'ruleSet' | 'faults'>): MaiosError {
  const { ruleSet, faults = [] } = verdict;
  return new MaiosError('RULES_INVALID', faultsText(verdict) ?? `${ruleSet} cannot be judged`, {
    details: { ruleSet, rules: faults.map(({ rule }) => rule) },
  });
}
