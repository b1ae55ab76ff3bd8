import test from 'ava';
import { toFigure } from '../../bench/figure.ts';
import { renderFigures } from '../../bench/render-figures.ts';

const measured = { bench: 'step', metric: 'step_ms_50', value: 0.4, unit: 'ms' };

test('figure: without a goal or a peer nothing is claimed', (t) => {
  t.deepEqual(toFigure(measured), { ...measured, peer: null, peerValue: null, ratio: null, goal: null, ok: null });
});

test('figure: a goal of at most is met from below', (t) => {
  t.like(toFigure({ ...measured, goal: { atMost: 0.5 } }), { goal: '<= 0.5', ok: true });
  t.like(toFigure({ ...measured, goal: { atMost: 0.3 } }), { goal: '<= 0.3', ok: false });
});

test('figure: the ratio is above 1 when it is better than the peer, whichever way the unit counts', (t) => {
  t.is(toFigure({ ...measured, peer: { name: 'other', value: 1.6 } }).ratio, 4);
  t.is(toFigure({ ...measured, value: 30, goal: { atLeast: 10 }, peer: { name: 'other', value: 15 } }).ratio, 2);
});

test('figure: the table leaves out columns that nobody uses', (t) => {
  const table = renderFigures([toFigure({ ...measured, goal: { atMost: 0.5 } })]);
  t.is(table, 'BENCH  METRIC      VALUE   GOAL    MET\nstep   step_ms_50  0.4 ms  <= 0.5  yes');
});
