import { once } from 'node:events';
import { byLine, launchMaios } from './launch-maios.ts';
import { type Strike, strikeIn } from './strike.ts';

export interface CommandEnd {
  /** undefined: a signal ended it. */
  readonly code: number | undefined;
  readonly lines: readonly string[];
  readonly strikes: readonly Strike[];
}

/** Runs a command of maios to its end. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>> & { readonly MAIOS_HOME: string },
): Promise<CommandEnd> {
  const child = launchMaios(args, env);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) byLine(stream, (line) => lines.push(line));
  const [code] = (await once(child, 'close')) as [number | null];
  const strikes = lines.flatMap((line) => strikeIn(line, args[0] ?? '') ?? []);
  return { code: code ?? undefined, lines, strikes };
}
