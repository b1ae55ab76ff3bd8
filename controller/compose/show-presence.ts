import { sessionNames } from '../store/operations/setup/session-names.ts';
import type { Store } from '../store/store.ts';
import { markPresence } from '../workspace/presence.ts';

/** Shows the other processes, in the folder of the workspaces, that this one has the same; `maios doctor` looks for it. */
export async function showPresence(
  parts: AsyncDisposableStack,
  store: Store,
  { workspaces, name }: { readonly workspaces: string; readonly name: string },
): Promise<void> {
  const alive = await store.transaction(sessionNames);
  parts.defer(await markPresence(workspaces, name, alive));
}
