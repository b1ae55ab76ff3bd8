import type { ModelResource } from '../../catalog/kinds/kinds.ts';
import type { SourceSnapshot } from '../../catalog/source-snapshot.ts';
import type { MaiosError } from '../../errors/maios-error.ts';
import type { Scope } from '../../store/scope.ts';
import type { Store } from '../../store/store.ts';
import type { Admission } from '../control/admission.ts';
import type { CatalogKeeper } from '../in-force/catalog-keeper.ts';

export interface DeclareDependencies {
  readonly store: Store;
  readonly scope: Scope;
  readonly keeper: CatalogKeeper;
  readonly builtins: SourceSnapshot;
  /** MODEL_KEY_MISSING or SANDBOX_UNSAFE when the model cannot be used here. */
  readonly checkModel: (model: ModelResource) => MaiosError | undefined;
  /** For tasks where neither they nor their project name a time-out. */
  readonly taskTimeoutMs: number;
  readonly wake: (projectId: string) => void;
  /** Says why one more project cannot be taken on now; undefined: any number can. */
  readonly admission?: Admission;
  /** Tells the other processes, where there are any, that something else is declared now. */
  readonly announce?: () => void;
}
