import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const root = fileURLToPath(new URL('../../', import.meta.url));
const link = /\]\((?!https?:|mailto:)([^)\s#]+)(?:#[^)\s]*)?\)/g;
const code = /`[^`]*`/g;
const namedPath = /`((?:controller|test|docs|scripts|specs|rules|skills)\/[\w./-]+\.(?:ts|md|yaml))`/g;

test('links: every page leads to files that are there', (t) => {
  const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
  const dead = pages
    .filter((page) => existsSync(join(root, page)))
    .flatMap((page) => {
      const text = readFileSync(join(root, page), 'utf8');
      const linked = [...text.replaceAll(code, '').matchAll(link)].map(([, target = '']) =>
        join(dirname(page), target),
      );
      const named = [...text.matchAll(namedPath)].map(([, path = '']) => path);
      return [...linked, ...named].filter((path) => !existsSync(join(root, path))).map((path) => `${page}: ${path}`);
    });
  t.deepEqual(dead, []);
});
