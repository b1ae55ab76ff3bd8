import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const start = promisify(execFile);

/** Runs a program of `programs/` in a process of its own; what it prints is one JSON object of numbers. */
export async function runProgram(name: string, args: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const file = fileURLToPath(new URL(`./programs/${name}.ts`, import.meta.url));
  const { stdout } = await start(process.execPath, [file, ...args], { timeout: 120_000 });
  const printed: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  if (typeof printed !== 'object' || printed === null)
    throw new Error(`expected an object of ${name}, found ${stdout}`);
  return Object.fromEntries(Object.entries(printed).map(([key, value]) => [key, Number(value)]));
}
