import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'yaml';
import { errorLines } from '../../controller/cli/output/error-lines.ts';
import { printable, printableLine } from '../../controller/cli/output/printable.ts';
import { printView } from '../../controller/cli/output/print-view.ts';
import { duration, tokens, usd } from '../../controller/cli/output/quantity.ts';
import { paint, plain, span } from '../../controller/cli/output/span.ts';
import { tableLines } from '../../controller/cli/output/table.ts';
import { truncate, widthOf } from '../../controller/cli/output/width.ts';
import { wrap } from '../../controller/cli/output/wrap.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import { plainText } from './golden.ts';

const steering = /(?![\t\n])[\p{Cc}\p{Bidi_Control}]/u;

function shows(t: ExecutionContext, raw: string, safe: string): void {
  t.is(printable(raw), safe);
}
shows.title = (title = '') => `printable: ${title}`;

test('a colour is shown as an escape', shows, '\u001B[31mred', '\\u001b[31mred');
test('a one-character CSI is shown as an escape', shows, 'a\u009B2J', 'a\\u009b2J');
test('a title of the window is shown as an escape', shows, '\u001B]0;x\u0007', '\\u001b]0;x\\u0007');
test('a lone carriage return cannot overwrite a line', shows, 'safe\revil', 'safe\\u000devil');
test('a right-to-left override is shown as an escape', shows, 'a\u202Ecod.exe', 'a\\u202ecod.exe');
test('lines, tabs and letters of all scripts stay', shows, 'zwei\r\nZeilen\tΩ 漢 🎉', 'zwei\nZeilen\tΩ 漢 🎉');

test('printable: nothing that steers a terminal gets through, in any form of output', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      t.notRegex(printable(text), steering);
      t.notRegex(printableLine(text), /[\n\t]/);
      for (const format of ['json', 'yaml'] as const) {
        const printed = print({ text }, format);
        t.notRegex(printed, steering);
        t.deepEqual(format === 'json' ? JSON.parse(printed) : parse(printed), {
          text: text.toWellFormed() === text ? text : parseBack(text),
        });
      }
    }),
    { numRuns: 200 },
  );
});

// JSON has no other way to write a lone surrogate than as an escape, and reads it back as it was.
function parseBack(text: string): unknown {
  return JSON.parse(JSON.stringify(text));
}

function print(view: unknown, format: 'json' | 'yaml' | 'table'): string {
  const stdout = new PassThrough();
  const [stdin, stderr] = [new PassThrough(), new PassThrough()];
  const size = { columns: () => 80, rows: () => 24 };
  const terminal = {
    program: 'maios',
    stdin,
    stdout,
    stderr,
    isTty: false,
    isInteractive: false,
    color: false,
    ...size,
  };
  printView(terminal, format, view, () => []);
  return String(stdout.read() ?? '');
}

test('width: wide letters take two columns, marks none', (t) => {
  t.is(widthOf('漢字 é e\u0301 🎉'), 4 + 1 + 1 + 1 + 1 + 1 + 2);
});

test('width: a cut text is never wider than asked for', (t) => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.nat(40),
      (text, columns) => widthOf(truncate(text, columns)) <= columns,
    ),
  );
  t.is(truncate('a long text', 7), 'a long…');
});

test('wrap: breaks between words, keeps every word, and indents what follows', (t) => {
  const line = [span('  facts  '), span('one two three four', 'dim'), span(' five')];
  t.is(plainText(wrap(line, 16, 9), 16), '  facts  one two\n         three\n         four\n         five\n');
});

test('table: flexible columns give way, the others stay whole', (t) => {
  const rows = [{ name: 'short', text: 'a text that is rather long for a terminal' }];
  const columns = [
    { header: 'NAME', cell: (row: { name: string }) => row.name },
    { header: 'TEXT', flexible: true, cell: (row: { text: string }) => row.text },
  ];
  t.is(plainText(tableLines(columns, rows, 30), 30), 'NAME   TEXT\nshort  a text that is rather…\n');
});

test('table: optional columns are left out where nothing else gives way, the last one first', (t) => {
  const cell = ({ text }: { readonly text: string }): string => text;
  const columns = [
    { header: 'NAME', cell },
    { header: 'SIZE', optional: true, cell },
    { header: 'NOTE', flexible: true, optional: true, cell },
  ];
  const headerAt = (width: number): string | undefined =>
    plainText(tableLines(columns, [{ text: 'a text of nineteen.' }], width), width)
      .split('\n')[0]
      ?.replace(/ +/g, ' ');
  t.deepEqual([60, 54, 53, 40, 39].map(headerAt), [
    'NAME SIZE NOTE',
    'NAME SIZE NOTE',
    'NAME SIZE',
    'NAME SIZE',
    'NAME',
  ]);
});

test('paint: colours only when asked to, and never cuts inside of a colour', (t) => {
  const line = [span('good', 'good'), span(' and plain')];
  t.is(paint(line, { columns: 80, color: false }), 'good and plain');
  t.is(paint(line, { columns: 7, color: true }), '\u001B[32mgood\u001B[0m a…');
});

test('quantities: in as many digits as people need', (t) => {
  t.deepEqual([400, 61_000, 7_380_000, 90_000_000].map(duration), ['0.4s', '1m01s', '2h03m', '1d01h']);
  t.deepEqual([950, 12_400, 3_100_000].map(tokens), ['950', '12.4k', '3.1M']);
  t.deepEqual([0, 0.0042, 1.5].map(usd), ['$0.00', '$0.0042', '$1.50']);
});

test('errors: code, message, place and fix, one a line', (t) => {
  const error = new MaiosError('SPEC_SYNTAX', 'expected a mapping,\nfound a list', {
    place: { file: 'a.yaml', line: 2, column: 5 },
  });
  t.is(
    plainText(errorLines(error), 200),
    'error SPEC_SYNTAX: expected a mapping,\n  found a list\n  at a.yaml:2:5\n  fix: Mend the YAML at the place shown.\n',
  );
  t.is(plainText([plain('')], 10), '\n');
});
