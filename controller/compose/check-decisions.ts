import { createSelfCheck, type SelfCheck } from '../analysis/self-check.ts';
import { MaiosError } from '../errors/maios-error.ts';
import type { Ground } from './ground.ts';

/** Proves decisions beside the work, some time after they were made; what an earlier process decided too. */
export function checkDecisions(
  parts: AsyncDisposableStack,
  { store, scope, faults }: Ground,
  leads: () => boolean,
): SelfCheck {
  const selfCheck = parts.use(
    createSelfCheck({
      store,
      scope,
      onDifference: ({ decision, ruleSet, message }) =>
        faults(`decision ${decision}`, new MaiosError('RULES_DIFFER', `${ruleSet}: ${message}`)),
      onFault: (error) => faults('the self-check of decisions', error),
    }),
  );
  const wake = (): void => {
    if (leads()) selfCheck.wake();
  };
  parts.defer(store.onCommit(wake));
  wake();
  return selfCheck;
}
