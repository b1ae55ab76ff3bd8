import { setConditions } from '../../store/operations/resources/set-conditions.ts';
import { takeWaitingProject, waitsForRoom } from '../../store/operations/resources/take-waiting-project.ts';
import type { Scope } from '../../store/scope.ts';
import type { Tx } from '../../store/store.ts';
import { every } from '../lead/every.ts';
import { adoptProject } from './adopt-project.ts';
import type { DeclareDependencies } from './declare-dependencies.ts';
import { isRehearsal, neededModels } from './needed-models.ts';
import { readyCondition } from './ready-condition.ts';
import { isProject } from './refused-projects.ts';

export interface AdoptWaitingOptions extends Omit<DeclareDependencies, 'builtins' | 'checkModel'> {
  readonly onError: (about: string, error: unknown) => void;
  /** How often it is looked whether there is room. */
  readonly everyMs?: number;
}

/** Takes on projects that were declared while there was no room for them, as soon as there is, oldest first. */
export function startAdoptingWaiting(options: AdoptWaitingOptions): AsyncDisposable {
  const { store, onError, everyMs = 5000 } = options;
  const adopt = async (): Promise<void> => {
    while (await adoptNextWaiting(options));
  };
  return every(store.clock, everyMs, adopt, (error) => onError('projects that wait for room', error));
}

/** Whether one was taken on, so that there may be more. Several processes may ask at once: each takes another one. */
export async function adoptNextWaiting({
  store,
  scope,
  keeper,
  taskTimeoutMs,
  wake,
  admission,
}: Omit<AdoptWaitingOptions, 'onError' | 'everyMs'>): Promise<boolean> {
  if ((await admission?.()) !== undefined) return false;
  const adopted = await store.transaction(async (tx) => {
    const now = store.clock.now();
    const item = await takeWaitingProject(tx, scope);
    if (item === undefined || !isProject(item)) return undefined;
    const { spec, metadata } = item.resource;
    const models = neededModels({ catalog: keeper.current(), project: { spec, source: item.source } });
    const rehearsal = isRehearsal(models);
    // It was wanted anew when it was refused, or it would not have been.
    const project = await adoptProject(tx, scope, now, item, { again: true, rehearsal, taskTimeoutMs });
    await markTaken(tx, scope, now, metadata.name);
    return project;
  });
  if (adopted !== undefined) wake(adopted.id);
  return adopted !== undefined;
}

/** Marks a declared project as one that waits no longer. */
export async function markTaken(tx: Tx, scope: Scope, now: number, name: string): Promise<void> {
  const valid = readyCondition(now, { status: 'True', reason: 'Valid', message: '' });
  await setConditions(tx, scope, [{ kind: 'Project', name, conditions: [valid] }]);
}

/** Marks a declared project as one that waits for room; the caller has locked it. */
export async function markWaiting(
  tx: Tx,
  scope: Scope,
  now: number,
  { name, message }: { readonly name: string; readonly message: string },
): Promise<void> {
  const condition = readyCondition(now, { status: 'False', reason: waitsForRoom, message });
  await setConditions(tx, scope, [{ kind: 'Project', name, conditions: [condition] }]);
}
