import { randomUUID } from 'node:crypto';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pidNamespace } from './sandboxd/household.ts';

/** Where sandboxd is on this machine: its folder, and the file in it to start. */
export const daemonFolder = fileURLToPath(new URL('./sandboxd/', import.meta.url));

// The same ending as this file: .ts in a checkout, .js when built.
export const daemonEntry = `main${extname(import.meta.url)}`;

/** The program that runs sandboxd; the sandbox's `node` is the same. */
export const nodeBinary = process.execPath;

/** Variables and arguments that every driver starts sandboxd with. */
export interface DaemonStart {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The variable, as `NAME=value`, that all programs of this one sandbox carry. */
  readonly marker: string;
}

/** `home` is a writable folder of the sandbox's own, `nodeFolder` the one that holds `node`, both as seen from inside. */
export function daemonStart(
  place: { root: string; folder: string; home: string; nodeFolder: string },
  label: string,
): DaemonStart {
  const value = `${label}:${randomUUID()}`;
  const marker = `${markerVariable}=${value}`;
  const args = [join(place.folder, daemonEntry), '--root', place.root, '--label', label, '--marker', marker];
  return {
    marker,
    args: [...args, '--host-pid-namespace', pidNamespace() ?? ''],
    env: {
      PATH: `${place.nodeFolder}:/usr/local/bin:/usr/bin:/bin`,
      HOME: place.home,
      TMPDIR: place.home,
      LANG: 'C.UTF-8',
      TERM: 'dumb',
      NO_COLOR: '1',
      [markerVariable]: value,
    },
  };
}

const markerVariable = 'MAIOS_SANDBOX';

/** Whether a marker is one that a sandbox of that label may have: what a program says in its own arguments proves nothing. */
export function isMarkerOf(label: string, marker: string): boolean {
  return marker.startsWith(`${markerVariable}=${label}:`);
}

export const nodeFolder = dirname(nodeBinary);
