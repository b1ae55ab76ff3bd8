import { Client } from 'pg';

/** As many texts are prepared; whatever else is asked is planned each time. */
const mostTexts = 500;
const names = new Map<string, string>();

/**
 * A connection that prepares each statement with values once: what comes again is neither parsed nor planned again, which is
 * most of what a short statement costs. The statements of this program are a fixed set.
 */
export class PreparingClient extends Client {
  constructor(...settings: ConstructorParameters<typeof Client>) {
    super(...settings);
    // A connection may be ended from outside at the moment at which it passes from the pool to a transaction, or a second
    // time, when nobody listens: that must not end the process. Whoever asks something of it next is told.
    this.on('error', () => undefined);
  }

  override query(...args: unknown[]): never {
    const [text, values, ...rest] = args;
    const name = typeof text === 'string' && Array.isArray(values) ? nameOf(text, values) : undefined;
    const asked = name === undefined ? args : [{ name, text, values }, ...rest];
    return Reflect.apply(super.query, this, asked) as never;
  }
}

// The columns of `*` may change below a statement that is prepared already, in an upgrade; PostgreSQL would refuse it then.
function nameOf(text: string, values: readonly unknown[]): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (values.length === 0 || names.size >= mostTexts || /(SELECT|RETURNING|\.)\s*\*/i.test(text)) return undefined;
  const name = `maios_${names.size}`;
  names.set(text, name);
  return name;
}
