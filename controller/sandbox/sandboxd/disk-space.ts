import { statfsSync, type StatsFs } from 'node:fs';
import { limits } from './limits.ts';

/** Why programs must stop writing below this folder; undefined while there is room, or where it cannot be known. */
export function diskExcess(folder: string): string | undefined {
  try {
    return lacksRoom(statfsSync(folder));
  } catch {
    return undefined;
  }
}

/**
 * Whether the disk is so short of room already that a program which is about to start can hardly be the one that fills it:
 * when that is stopped, it is nobody's failure.
 */
export function isShortOfDisk(folder: string): boolean {
  try {
    const { bavail, ...stats } = statfsSync(folder);
    return lacksRoom({ ...stats, bavail: Math.floor(bavail / 2), ffree: Math.floor(stats.ffree / 2) }) !== undefined;
  } catch {
    return false;
  }
}

/** The last of the disk belongs to what keeps the record of the work. File systems without inodes say 0 of 0. */
export function lacksRoom({
  bavail,
  bsize,
  files,
  ffree,
}: Pick<StatsFs, 'bavail' | 'bsize' | 'files' | 'ffree'>): string | undefined {
  const free = bavail * bsize;
  if (free < limits.freeDiskBytes)
    return `programs need ${mebibytes(limits.freeDiskBytes)} free on the disk, found ${mebibytes(free)}`;
  return files > 0 && ffree < limits.freeDiskFiles
    ? `programs need room for ${limits.freeDiskFiles} more files on the disk, found ${ffree}`
    : undefined;
}

function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / (1024 * 1024))} MiB`;
}
