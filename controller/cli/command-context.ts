import type { CheckResult } from '../doctor/finding.ts';
import type { ClientTarget } from './client.ts';
import type { StartOwner, StartProcess } from './connect.ts';
import type { KeepSystem } from './keep-system.ts';
import type { Terminal } from './terminal.ts';

/** What the CLI is given by the process that it runs in. */
export interface CliDependencies {
  readonly terminal: Terminal;
  /** The data folder; whoever owns it is spoken to. */
  readonly home: string;
  /** Where relative paths start from. */
  readonly workingFolder: string;
  readonly version: string;
  /** Whether there is a system to speak to, or at least what one left. */
  readonly hasSystem: () => boolean;
  readonly startOwner: StartOwner;
  /** Starts what only works together with servers. Fails with CONFIG_INVALID where there can be none. */
  readonly startProcess: StartProcess;
  /** The server to be spoken to, in place of the owner of the data folder. */
  readonly remote: ClientTarget | undefined;
  /** Looks at everything that a process of maios stands on. */
  readonly examine: () => Promise<readonly CheckResult[]>;
  /** What requests from elsewhere must show to a server of this data folder; made when there is none. */
  readonly token: () => string;
  /** What is done to a system that does not run. */
  readonly system: () => Promise<KeepSystem>;
  /** Calls at each Ctrl-C or SIGTERM; returns how to call it off. While nobody listens, the process just ends. */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
