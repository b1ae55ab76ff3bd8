import type { OrchestratorDependencies } from './orchestrator-dependencies.ts';
import { startTerm, type Term } from './lead/term.ts';

export interface Orchestrator extends AsyncDisposable {
  /** Has the project looked at soon, by whoever leads. */
  wake(projectId: string): void;
  /** From now on it goes on with everything that is open, for as long as this process leads. */
  start(): Promise<void>;
}

/** Reconciles projects while this process leads; executes no runs. */
export function createOrchestrator(deps: OrchestratorDependencies): Orchestrator {
  const { leadership, bus, store, onError } = deps;
  const subscriptions: (() => void)[] = [];
  let term: Term | undefined;
  let ending = Promise.resolve();

  const end = async (ended: Term): Promise<void> => {
    try {
      await ended[Symbol.asyncDispose]();
    } catch (error) {
      onError('the orchestrator', error);
    }
  };

  // The next term does not wait for the last work of one that is over: it may hang in a connection that nobody answers on.
  const follow = (epoch: number | undefined): void => {
    const ended = term;
    if (ended !== undefined) ending = Promise.all([ending, end(ended)]).then(() => undefined);
    term = epoch === undefined ? undefined : startTerm(deps, epoch);
  };

  return {
    wake(projectId) {
      if (term === undefined) bus.publish({ v: 1, kind: 'changed', project: projectId });
      else term.wake(projectId);
    },
    async start() {
      subscriptions.push(
        leadership.onChange(follow),
        store.onCommit((told) => {
          for (const agent of told.freed) term?.freed(agent);
          for (const project of told.changed) term?.wake(project);
        }),
        bus.subscribe((message) => {
          if (message.kind === 'changed') term?.wake(message.project);
          if (message.kind === 'freed') term?.freed(message.agent);
        }),
        bus.onGap(() => term?.sweepSoon()),
      );
      follow(leadership.epoch());
      await term?.started;
    },
    async [Symbol.asyncDispose]() {
      for (const unsubscribe of subscriptions.splice(0)) unsubscribe();
      follow(undefined);
      await ending;
    },
  };
}
