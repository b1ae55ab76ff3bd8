import type { Bus } from '../../events/bus.ts';
import { catalogGeneration } from '../../store/operations/resources/catalog-generation.ts';
import type { DeclareDependencies } from '../declare/declare-dependencies.ts';
import type { DeclaredState } from '../declare/declared-state.ts';

export interface CatalogFollower extends AsyncDisposable {
  /**
   * Resolves when everything that was declared before the call is in force here: what was decided by it can be
   * carried out. Costs one small question to the database, and nothing where no other process is.
   */
  upToDate(): Promise<void>;
  /** The same for whoever has read the generation with something else; costs nothing where it is in force here. */
  catchUp(generation: number): Promise<void>;
  /** The same as `upToDate`, once for each key: whatever is declared later is told to everybody. */
  upToDateFor(key: string): Promise<void>;
}

export interface CatalogFollowerOptions extends Pick<DeclareDependencies, 'store' | 'scope'> {
  readonly state: DeclaredState;
  readonly bus: Bus;
  /** Called when something that others declared is in force here now. */
  readonly onChange: () => void;
  readonly onFault: (error: unknown) => void;
  /** Messages may get lost: so often the database is asked all the same. */
  readonly everyMs?: number;
}

const mostSeen = 20_000;

/** Keeps what is in force in this process equal to what any process has declared. */
export function followCatalog(options: CatalogFollowerOptions): CatalogFollower {
  const { store, scope, state, bus, onChange, onFault, everyMs = 5000 } = options;
  const upToDate = async (): Promise<void> => {
    // An embedded database has no other process.
    if (store.kind === 'embedded') return;
    await catchUp(await store.single(async (tx) => catalogGeneration(tx, scope)));
  };
  const catchUp = async (found: number): Promise<void> => {
    if (store.kind === 'embedded' || found === state.generation()) return;
    if (await state.inTurn(async () => state.refresh())) onChange();
  };
  const seen = new Set<string>();
  const upToDateFor = async (key: string): Promise<void> => {
    if (seen.has(key)) return;
    await upToDate();
    // Forgetting one costs a question.
    if (seen.size === mostSeen) seen.clear();
    seen.add(key);
  };
  let looking = Promise.resolve();
  let again = false;
  const look = (): void => {
    if (again) return;
    again = true;
    looking = looking.then(async () => {
      again = false;
      await upToDate().catch(onFault);
    });
  };
  const stops = [
    bus.subscribe(({ kind }) => {
      if (kind === 'catalog') look();
    }),
    bus.onGap(look),
  ];
  const timer = store.kind === 'embedded' ? undefined : setInterval(look, everyMs).unref();
  return {
    upToDate,
    catchUp,
    upToDateFor,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      for (const stop of stops) stop();
      again = true;
      await looking;
    },
  };
}
