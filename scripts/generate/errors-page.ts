import { catalogue } from '../../controller/errors/catalogue.ts';
import { generatedFrom, table } from './markdown.ts';

/** Every error code, with what it means and what to do. */
export function errorsPage(): string {
  const rows = Object.entries(catalogue).map(([code, row]) => [
    `\`${code}\``,
    row.summary,
    row.fix,
    row.disposition,
    String(row.exit),
    String(row.http),
  ]);
  return [
    generatedFrom('controller/errors/catalogue.ts'),
    '# Errors\n',
    '`retry` is tried again by itself, `wait` needs something else first, `terminal` only a change mends.\n',
    table(['Code', 'Means', 'What to do', 'Disposition', 'Exit', 'HTTP'], rows),
    '',
  ].join('\n');
}
