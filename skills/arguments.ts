/** The arguments of a call, already valid by the skill's schema; these say to the compiler what the schema says. */
export type Arguments = Readonly<Record<string, unknown>>;

export function optionalText(args: Arguments, name: string): string | undefined {
  const value = args[name];
  return typeof value === 'string' ? value : undefined;
}

export function text(args: Arguments, name: string, fallback = ''): string {
  return optionalText(args, name) ?? fallback;
}

export function count(args: Arguments, name: string, fallback: number): number {
  const value = args[name];
  return typeof value === 'number' ? value : fallback;
}
