/** `npm run bench -- NAME… [--json] [--short]`: measures, and prints a table, or one JSON line a figure. */
import { parseArgs } from 'node:util';
import type { Bench, Figure } from './figure.ts';
import { renderFigures } from './render-figures.ts';

/** Loaded only when asked for, so that one bench does not weigh on another's memory. */
const benches: Readonly<Record<string, () => Promise<{ readonly run: Bench }>>> = {
  catalog: () => import('./catalog.ts'),
  kill: () => import('./kill.ts'),
  lint: () => import('./lint.ts'),
  overload: () => import('./overload.ts'),
  queue: () => import('./queue.ts'),
  replay: () => import('./replay.ts'),
  rules: () => import('./rules.ts'),
  sandbox: () => import('./sandbox.ts'),
  scoring: () => import('./scoring.ts'),
  start: () => import('./start.ts'),
  step: () => import('./step.ts'),
};

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, short: { type: 'boolean', default: false } },
});

const unknown = names.filter((name) => benches[name] === undefined);
if (names.length === 0 || unknown.length > 0) {
  console.error(
    `usage: npm run bench -- NAME… [--json] [--short], where NAME is one of: ${Object.keys(benches).join(', ')}`,
  );
  process.exit(2);
}

const figures: Figure[] = [];
for (const name of names) {
  const bench = await benches[name]?.();
  await bench?.run(report, { short: options.short });
}
if (!options.json) console.log(renderFigures(figures));
// What is measured in few turns is at the mercy of whatever else the machine does: the short form only shows its goals.
process.exitCode = options.short || figures.every((figure) => figure.ok !== false) ? 0 : 1;

function report(figure: Figure): void {
  figures.push(figure);
  if (options.json) console.log(JSON.stringify(figure));
}
