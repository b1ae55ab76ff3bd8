import type { ModelResource } from '../catalog/kinds/kinds.ts';
import { createFilesSource } from '../catalog/sources/files-source.ts';
import { createGitSource } from '../catalog/sources/git-source.ts';
import type { SpecSource } from '../catalog/sources/spec-source.ts';
import { systemClock } from '../clock/clock.ts';
import type { MaiosError } from '../errors/maios-error.ts';
import type { Control } from '../orchestrator/control/control.ts';
import { createAdmission } from '../orchestrator/control/admission.ts';
import { createControl } from '../orchestrator/control/create-control.ts';
import { startAdoptingWaiting } from '../orchestrator/declare/adopt-waiting.ts';
import { createDeclarer } from '../orchestrator/declare/declarer.ts';
import { createSourceWatch } from '../orchestrator/declare/source-watch.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import type { Workspaces } from '../workspace/workspace.ts';
import { describeNews } from './describe-news.ts';
import type { Ground } from './ground.ts';

const msPerMinute = 60_000;

export interface DeclaringParts {
  readonly orchestrator: Orchestrator;
  readonly workspaces: Workspaces;
  readonly checkModel: (model: ModelResource) => MaiosError | undefined;
}

/** Puts in force what was declared last, and takes what clients declare and command from now on. */
export async function startDeclaring(
  parts: AsyncDisposableStack,
  { config, store, scope, builtins, keeper, declared, queue, bus, faults, notify }: Ground,
  { orchestrator, workspaces, checkModel }: DeclaringParts,
): Promise<Control> {
  const adopting = {
    store,
    scope,
    keeper,
    taskTimeoutMs: config.taskTimeoutMinutes * msPerMinute,
    wake: (id: string): void => orchestrator.wake(id),
    admission: createAdmission(store, scope, config),
  };
  const announce = (): void => bus.publish({ v: 1, kind: 'catalog' });
  const declarer = createDeclarer({ ...adopting, builtins, checkModel, announce }, declared);
  await declarer.restore();
  parts.use(startAdoptingWaiting({ ...adopting, onError: faults }));
  const sources = parts.use(
    createSourceWatch({
      declarer,
      clock: store.clock,
      onNews: (news) => notify(describeNews(news)),
      onFault: (error) => faults('specs', error),
    }),
  );
  const openSource = ({ kind, path }: { readonly kind: 'files' | 'git'; readonly path: string }): SpecSource =>
    kind === 'git'
      ? createGitSource({ path, clock: systemClock, searchPath: config.readVariable('PATH') })
      : createFilesSource({ path, clock: systemClock });
  return createControl({ store, declarer, sources, orchestrator, queue, workspaces, openSource });
}
