import { lstatSync } from 'node:fs';
import { isAbsolute } from 'node:path';

/** Whether the folder or file that a source (`files:PATH`, `git:PATH`) is named for is not there any more. */
export function isSourceGone(source: string): boolean {
  const path = /^(?:files|git):(.+)$/s.exec(source)?.[1];
  if (path === undefined || !isAbsolute(path)) return false;
  try {
    lstatSync(path);
    return false;
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  }
}
