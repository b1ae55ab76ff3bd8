import { Fault, toFault } from './fault.ts';
import { asFields, optionalText, textField, type Fields } from './fields.ts';
import type { Household } from './household.ts';
import { limits } from './limits.ts';
import { listFiles } from './list-files.ts';
import { memoryKills } from './memory-kills.ts';
import { createPrograms } from './programs.ts';
import { readFile } from './read-file.ts';
import { search } from './search.ts';
import type { Directory } from './workspace-path.ts';
import { writeFile } from './write-file.ts';

/** Answers requests about one workspace. Nothing that a request says can end it. */
export interface Server {
  /** Takes one line; the answer goes to `send` when it is there, in whatever order. */
  handle(line: string): void;
  /** Ends every program that runs. */
  close(): void;
}

type Answer = Readonly<Record<string, unknown>>;

export function createServer(root: Directory, household: Household, send: (answer: Answer) => void): Server {
  const programs = createPrograms(root.path, household);
  let busy = 0;
  // What a program left running is ended with it, unless another call's programs would be hit too.
  const whileBusy = async <T>(work: Promise<T>): Promise<T> => {
    busy += 1;
    const timer = setInterval(programs.look, limits.watchMs);
    try {
      return await work;
    } finally {
      clearInterval(timer);
      busy -= 1;
      if (busy === 0) household.sweep();
    }
  };
  const exec = (id: unknown, fields: Fields): Promise<Answer> => {
    const killsBefore = memoryKills();
    const result = programs.run(id, fields);
    return whileBusy(result.then((found) => (memoryKills() === killsBefore ? found : withNote(found))));
  };
  const operations: Readonly<Record<string, (id: unknown, fields: Fields) => Answer | Promise<Answer>>> = {
    read: (_id, fields) => readFile(root, fields),
    write: (_id, fields) => writeFile(root, fields),
    list: (_id, fields) => ({ ...listFiles(root, fields) }),
    search: (_id, fields) => whileBusy(search(root, fields)).then((found) => ({ ...found })),
    exec,
    cancel: (_id, fields) => ({ found: programs.stop(fields['target']) }),
  };
  const perform = async (id: unknown, fields: Fields): Promise<Answer> => {
    const op = textField(fields, 'op');
    const operation = Object.hasOwn(operations, op) ? operations[op] : undefined;
    if (operation === undefined) throw unknownOperation(op, Object.keys(operations));
    return operation(id, fields);
  };
  return {
    handle: (line) => void answer(line, perform).then(send),
    close: () => {
      programs.kill();
      household.sweep();
    },
  };
}

// A program may go on, or end with a code of its own, when the kernel has taken one of its processes.
function withNote(fields: Fields): Fields {
  return { ...fields, stderr: `${textField(fields, 'stderr')}\nended by the kernel: no memory left in the sandbox` };
}

async function answer(line: string, perform: (id: unknown, fields: Fields) => Promise<Answer>): Promise<Answer> {
  let id: unknown;
  let path: string | undefined;
  try {
    const fields = asFields(parse(line));
    id = fields['id'];
    path = optionalText(fields, 'path');
    return { id, ok: true, ...(await perform(id, fields)) };
  } catch (thrown) {
    const fault = toFault(thrown, path);
    return { id: id ?? null, ok: false, code: fault.code, message: fault.message };
  }
}

function unknownOperation(found: string, known: readonly string[]): Fault {
  return new Fault('USAGE', `op: expected ${known.join(', ')}, found ${JSON.stringify(found.slice(0, 100))}`);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Fault('USAGE', 'expected one JSON object a line, found something else');
  }
}
