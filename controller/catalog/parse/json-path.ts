/** Where a value stands inside a document: member names and positions, from the top. */
export type JsonPath = readonly (string | number)[];

/** A path as people write it: `spec.rules[3].conditions.all[1].fact`; a name that is not a plain word is quoted. */
export function formatPath(path: JsonPath): string {
  return path.map((step, index) => formatStep(step, index === 0)).join('');
}

/** The path that `formatPath` wrote. Text that it cannot have written gives what could be read of it. */
export function parsePath(text: string): JsonPath {
  return [...text.matchAll(/\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)].map(([, position, quoted, word]) => {
    if (position !== undefined) return Number(position);
    return quoted === undefined ? (word ?? '') : unquote(quoted);
  });
}

/** The path of a JSON pointer (RFC 6901), as ajv reports it. A step that is a number is a position. */
export function pathOfPointer(pointer: string): JsonPath {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')));
}

function formatStep(step: string | number, isFirst: boolean): string {
  if (typeof step === 'number') return `[${step}]`;
  if (!/^[^.[\]"\s]+$/.test(step)) return `[${JSON.stringify(step)}]`;
  return isFirst ? step : `.${step}`;
}

function unquote(text: string): string {
  const value: unknown = JSON.parse(`"${text}"`);
  return String(value);
}
