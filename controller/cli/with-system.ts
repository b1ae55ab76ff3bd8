import { MaiosError } from '../errors/maios-error.ts';
import type { CliDependencies } from './command-context.ts';
import type { OwnerOptions } from './connect.ts';
import { sentence } from './output/hint.ts';
import { type OutputFormat, printNotes, printView } from './output/print-view.ts';
import { type Session, withApi } from './with-api.ts';

/**
 * As `withApi`, for what is asked or told of what is there already: where nothing is, no data folder is made for the answer.
 * Fails with NOT_FOUND then.
 */
export async function withSystem(
  deps: CliDependencies,
  work: (session: Session) => Promise<number>,
  options: Partial<OwnerOptions> = {},
): Promise<number> {
  if (!deps.hasSystem()) throw noSystem(deps);
  return withApi(deps, work, options);
}

/** As `withSystem`, for a list: where nothing is, it is empty, and a note says where it was looked for. */
export async function withSystemOrEmpty(
  deps: CliDependencies,
  output: OutputFormat,
  work: (session: Session) => Promise<number>,
): Promise<number> {
  if (deps.hasSystem()) return withApi(deps, work);
  printView(deps.terminal, output, [], () => []);
  printNotes(deps.terminal, [sentence(`there is no data folder of maios at ${deps.home} yet. ${begin}`)]);
  return 0;
}

const begin = 'Begin with `maios run task "…"`; if you began elsewhere, cd there or set MAIOS_HOME to its data folder.';

function noSystem({ home }: CliDependencies): MaiosError {
  return new MaiosError('NOT_FOUND', `expected a data folder of maios at ${home}, found none`, { fix: begin });
}
