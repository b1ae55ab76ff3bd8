import { MaiosError } from '../../errors/maios-error.ts';
import { countOpenProjects } from '../../store/operations/projects/count-open-projects.ts';
import type { Scope } from '../../store/scope.ts';
import type { Store } from '../../store/store.ts';
import { freeBytes } from '../../workspace/free-space.ts';

export interface AdmissionLimits {
  readonly maxOpenProjects: number;
  readonly minFreeBytes: number;
  /** The folder of the workspaces. */
  readonly workspaces: string;
}

/** Says why one more project cannot be taken on now: OVERLOADED, with the numbers; undefined when it can. */
export type Admission = () => Promise<MaiosError | undefined>;

/** Seconds after which somebody who was refused may well try again. */
const retryAfterSeconds = { projects: 5, disk: 30 } as const;

const bytesPerMib = 1024 * 1024;

/** So many at most are taken on by one count, no greater part of the room, and for so long. */
const byOneCount = { projects: 100, part: 1 / 10, ms: 1000 } as const;

/**
 * Accepts no more than can be kept: a bounded number of open projects, and none while the disk is nearly full. Requests at
 * the same time may each find the last place free, so that it is exceeded by as many as are answered at once, at most.
 * Counting takes the longer the more there are: where there is much room, one count does for many, up to a tenth of the
 * room, so that as many servers together take on no more than there is room for.
 */
export function createAdmission(store: Store, scope: Scope, limits: AdmissionLimits): Admission {
  const { maxOpenProjects } = limits;
  let known = { more: 0, until: 0 };
  return async () => {
    if (known.more > 0 && performance.now() < known.until) {
      known.more -= 1;
      return undefined;
    }
    const full = await roomOnDisk(limits);
    if (full !== undefined) return full;
    // From before the count: one that took long is of a time long ago.
    const until = performance.now() + byOneCount.ms;
    const open = await store.single(async (tx) => countOpenProjects(tx, scope, maxOpenProjects));
    const more = Math.min(byOneCount.projects, Math.floor((maxOpenProjects - open) * byOneCount.part)) - 1;
    if (until > known.until) known = { more, until };
    return open < maxOpenProjects ? undefined : tooMany(maxOpenProjects, open);
  };
}

function tooMany(most: number, open: number): MaiosError {
  const message = `expected fewer than ${most} open projects, found ${open}`;
  return overloaded(message, 'MAIOS_MAX_OPEN_PROJECTS', retryAfterSeconds.projects);
}

async function roomOnDisk({ workspaces, minFreeBytes }: AdmissionLimits): Promise<MaiosError | undefined> {
  const free = await freeBytes(workspaces);
  if (free === undefined || free >= minFreeBytes) return undefined;
  const [wanted, found] = [minFreeBytes, free].map((bytes) => `${Math.floor(bytes / bytesPerMib)} MiB`);
  return overloaded(
    `expected ${wanted} free on the disk of ${workspaces}, found ${found}`,
    'MAIOS_MIN_FREE_MIB',
    retryAfterSeconds.disk,
  );
}

function overloaded(message: string, limit: string, seconds: number): MaiosError {
  return new MaiosError('OVERLOADED', `${message} (${limit})`, { details: { retryAfterSeconds: seconds } });
}
