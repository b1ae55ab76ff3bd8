// Classes that ripgrep and grep know and JavaScript does not, as what stands between brackets.
const classes: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  digit: '0-9',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};

/**
 * A pattern as ripgrep reads it, as far as JavaScript can; what is wrong with it where it cannot. JavaScript knows more:
 * looking around and back, which ripgrep refuses.
 */
export function toExpression(pattern: string, caseSensitive: boolean): RegExp | string {
  const [, ignoring, rest = ''] = /^(\(\?i\))?([^]*)$/.exec(pattern) ?? [];
  const source = rest.replaceAll(/\[:(\w+):\]/g, (whole, name: string) => classes[name] ?? whole);
  const flags = caseSensitive && ignoring === undefined ? '' : 'i';
  // The Unicode mode refuses escapes that mean nothing, and models write many of those.
  const strict = compile(source, `${flags}u`);
  return typeof strict === 'string' ? compile(source, flags) : strict;
}

function compile(source: string, flags: string): RegExp | string {
  try {
    return new RegExp(source, flags);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
