import { PassThrough, Readable } from 'node:stream';
import test from 'ava';
import { plain } from '../../controller/cli/output/span.ts';
import { createLivePanel } from '../../controller/cli/progress/live-panel.ts';

function panelAt(size: { columns: number }) {
  const stdout = new PassThrough();
  const panel = createLivePanel({
    program: 'maios',
    stdin: Readable.from([]),
    stdout,
    stderr: stdout,
    isTty: true,
    isInteractive: false,
    color: false,
    columns: () => size.columns,
    rows: () => 24,
  });
  return (...lines: readonly string[]): string => {
    panel.draw(() => lines.map(plain));
    panel.end();
    return String(stdout.read());
  };
}

const up = (rows: number): string => `\u001B[${rows}A\r`;

test('live panel: each frame is written over the one before', (t) => {
  const draw = panelAt({ columns: 80 });
  t.notRegex(draw('one', 'two'), /A\r/);
  t.true(draw('one', 'two', 'three').includes(up(2)));
  t.true(draw('one').includes(up(3)));
});

test('live panel: what a narrower terminal has broken into more rows is written over whole', (t) => {
  const size = { columns: 80 };
  const draw = panelAt(size);
  draw('x'.repeat(70), '漢'.repeat(30), 'short');
  size.columns = 40;
  t.true(draw('one').includes(up(2 + 2 + 1)));
});
