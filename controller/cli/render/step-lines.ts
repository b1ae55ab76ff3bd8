import type { StepKind } from '../../events/event.ts';
import { printable, printableLine } from '../output/printable.ts';
import { type Line, plain, span } from '../output/span.ts';

type Body = Readonly<Record<string, unknown>>;

const longestCall = 200;

const renderers: Readonly<Record<StepKind, (body: Body) => readonly Line[]>> = {
  turn: (body) => [...textLines(body['text']), ...callLines(body['calls'])],
  observation: (body) => [
    ...(body['ok'] === false ? [[span('    not done', 'warn')]] : []),
    ...textLines(body['text']),
  ],
  verify: (body) => [plain(`    $ ${printableLine(textOf(body['command']))}`), ...textLines(body['output'])],
  note: (body) => textLines(body['text']),
  reflection: (body) => textLines(body['text']),
};

/** What a step was, for people: the text of the model and its calls, what a call showed, what the proof said. */
export function stepLines(kind: StepKind, body: unknown): readonly Line[] {
  return isBody(body) ? renderers[kind](body) : textLines(body);
}

function textLines(value: unknown): readonly Line[] {
  const text = printable(textOf(value)).trimEnd();
  return text === '' ? [] : text.split('\n').map((line) => plain(`    ${line}`));
}

function callLines(calls: unknown): readonly Line[] {
  if (!Array.isArray(calls)) return [];
  return calls.filter(isBody).map((call) => {
    const given = printableLine(textOf(call['arguments']));
    const shown = given.length > longestCall ? `${given.slice(0, longestCall)}…` : given;
    return [span('    → ', 'dim'), span(printableLine(textOf(call['name'])), 'bold'), span(` ${shown}`, 'dim')];
  });
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
