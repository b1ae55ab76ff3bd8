const maxCharacters = 4000;

/** A body to look at: the JSON value with every long text cut; the text itself, cut, when it is not JSON. */
export function boundedJson(text: string): { readonly value: unknown; readonly cut: boolean } {
  let cut = false;
  const bounded = (value: unknown): unknown => {
    if (typeof value !== 'string' || value.length <= maxCharacters) return value;
    cut = true;
    return `${value.slice(0, maxCharacters)}…`;
  };
  const value = parse(text, (_key, part) => bounded(part)) ?? bounded(text);
  return { value, cut };
}

function parse(text: string, reviver: (key: string, value: unknown) => unknown): unknown {
  try {
    return JSON.parse(text, reviver);
  } catch {
    return undefined;
  }
}
