import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { Model, RequestOrigin, ToolCall } from '../../controller/models/model.ts';

export type Origin = Omit<RequestOrigin, 'turn' | 'project'>;

/** What an agent of the script did in one run: every call, in order, and the words that it ended with. */
export interface Played {
  readonly calls: readonly { readonly name: string; readonly args: Readonly<Record<string, unknown>> }[];
  readonly summary: string;
}

const ends = ['submit_plan', 'submit_review'];

/** Asks the model turn by turn, until it answers without calls or with one that ends a run. */
export async function playRun(model: Model, origin: Origin): Promise<Played> {
  const calls: Played['calls'][number][] = [];
  for (let turn = 1; ; turn += 1) {
    const answer = await ask(model, { ...origin, project: 'rest-api', turn });
    calls.push(...answer.calls.map((call) => ({ name: call.name, args: argumentsOf(call) })));
    if (answer.calls.length === 0 || answer.calls.some((call) => ends.includes(call.name))) {
      return { calls, summary: answer.text };
    }
  }
}

export function ask(model: Model, origin: RequestOrigin): ReturnType<Model['complete']> {
  return model.complete({
    origin,
    messages: [],
    tools: [],
    maxOutputTokens: 4096,
    signal: AbortSignal.timeout(10_000),
  });
}

function argumentsOf(call: ToolCall): Readonly<Record<string, unknown>> {
  const args: unknown = JSON.parse(call.arguments);
  return typeof args === 'object' && args !== null ? { ...args } : {};
}

/** Writes what the run wrote into a folder. */
export async function applyWrites({ calls }: Played, folder: string): Promise<void> {
  for (const { args } of calls.filter((call) => call.name === 'write_file')) {
    const path = join(folder, String(args['path']));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, String(args['content']));
  }
}

/** Runs a shell command in a folder, with this Node first on the path; the exit code and all of the output. */
export function shell(command: string, folder: string): Promise<{ readonly code: number; readonly output: string }> {
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  return new Promise((settle) => {
    const child = execFile('sh', ['-c', command], { cwd: folder, env: { PATH: path } }, (_error, stdout, stderr) => {
      settle({ code: child.exitCode ?? -1, output: stdout + stderr });
    });
  });
}
