import { MaiosError } from '../errors/maios-error.ts';

/** How a duty fares; for whoever asks how the house is kept. Times are RFC 3339. */
export interface DutyState {
  readonly duty: string;
  /** When it last looked. */
  readonly at: string;
  /** What it removed last. */
  readonly removed?: { readonly what: string; readonly at: string } | undefined;
  /** Why it could not do all of it, from `since` on to the last look. */
  readonly failed?: Failed | undefined;
}

interface Failed {
  readonly what: string;
  readonly since: string;
  /** What to do about it. */
  readonly fix: string;
}

/** What a look came to; both, where a part of it failed. */
export interface Outcome {
  readonly removed?: string | undefined;
  readonly failure?: unknown;
}

/** The state after a look. What was removed before stays in it, and so does when a failure began. */
export function afterLook(
  before: DutyState | undefined,
  { duty, at }: Pick<DutyState, 'duty' | 'at'>,
  { removed, failure }: Outcome,
): DutyState {
  const since = before?.failed?.since ?? at;
  return {
    duty,
    at,
    removed: removed === undefined ? before?.removed : { what: removed, at },
    failed: failure === undefined ? undefined : { ...causeOf(failure), since },
  };
}

function causeOf(failure: unknown): Pick<Failed, 'what' | 'fix'> {
  if (failure instanceof MaiosError) return { what: `${failure.code}: ${failure.message}`, fix: failure.fix };
  const what = failure instanceof Error ? failure.message : String(failure);
  const path = failure instanceof Error && 'path' in failure ? String(failure.path) : undefined;
  if (path === undefined) return { what, fix: 'Look at the last lines of the process that leads; it is tried again.' };
  const user = process.getuid?.() ?? 'of the server';
  return { what, fix: `Let user ${user} write and remove what is at ${path}, or remove it; it is tried again.` };
}
