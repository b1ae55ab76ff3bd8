import { type StartOwner } from './connect.ts';
import { type Terminal } from './terminal.ts';

/** What the CLI is given by the process that it runs in. */
export interface CliDependencies {
  readonly terminal: Terminal;
  /** The data folder; whoever owns it is spoken to. */
  readonly home: string;
  /** Where relative paths start from. */
  readonly workingFolder: string;
  readonly version: string;
  readonly startOwner: StartOwner;
  /** Calls at each Ctrl-C or SIGTERM; returns how to call it off. While nobody listens, the process just ends. */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
