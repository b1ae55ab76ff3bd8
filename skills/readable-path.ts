/** A path as it stands in a line: a name may hold line feeds and terminal codes. */
export function readablePath(path: string): string {
  return /\p{Cc}/u.test(path) ? JSON.stringify(path) : path;
}
