import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const start = promisify(execFile);
const folder = fileURLToPath(new URL('./peers/', import.meta.url));

/**
 * Runs a program of `peers/`; what it prints last is one JSON object of numbers. undefined, and a line that says why, where
 * the peers cannot be installed; an error then when MAIOS_REQUIRE_SERVICES=1.
 */
export async function runPeer(
  program: string,
  args: readonly (string | number)[],
): Promise<Readonly<Record<string, number>> | undefined> {
  const missing = await (installed ??= install());
  if (missing !== undefined) {
    if (process.env['MAIOS_REQUIRE_SERVICES'] === '1') throw new Error(missing);
    console.error(`skipped: ${missing}`);
    return undefined;
  }
  const file = join(folder, `${program}.js`);
  const { stdout } = await start(process.execPath, [file, ...args.map(String)], { timeout: 300_000 });
  const printed: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  return Object.fromEntries(Object.entries(printed ?? {}).map(([key, value]) => [key, Number(value)]));
}

let installed: Promise<string | undefined> | undefined;

/** Why there are no peers; undefined when there are. */
async function install(): Promise<string | undefined> {
  if (await works()) return undefined;
  console.error('installing the peers, once (about a minute) …');
  const headers = headersFolder();
  const args = ['ci', '--prefix', folder, '--no-audit', '--no-fund'];
  // As a setting, since npm takes an option that it does not know for a switch.
  const env = headers === undefined ? process.env : { ...process.env, npm_config_nodedir: headers };
  try {
    await start('npm', args, { env, timeout: 600_000, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    return `the peers: expected \`npm ci --prefix bench/peers\` to work, found ${messageOf(error)}`;
  }
  return (await works())
    ? undefined
    : 'the peers: expected better-sqlite3 to load in this Node, found that it does not';
}

async function works(): Promise<boolean> {
  const probe = `new (require('better-sqlite3'))(':memory:').close(); process.exit(0)`;
  return start(process.execPath, ['-e', probe], { cwd: folder }).then(
    () => true,
    () => false,
  );
}

// The headers that came with this very Node: those of another one would build a module that does not load.
function headersFolder(): string | undefined {
  const beside = dirname(dirname(process.execPath));
  const nested = join(beside, 'node_modules');
  const packages = existsSync(nested) ? readdirSync(nested).map((name) => join(nested, name)) : [];
  return [beside, ...packages].find((place) => existsSync(join(place, 'include', 'node', 'node_version.h')));
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n').slice(0, 5).join('; ');
}
