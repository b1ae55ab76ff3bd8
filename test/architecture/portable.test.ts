import { readFileSync } from 'node:fs';
import test from 'ava';
import { listFiles } from './read-modules.ts';

// Written in pieces, so that this file does not find itself.
const forbidden = {
  'a home folder': new RegExp('/(home|Users)' + '/(?!me/)[a-z]+/'),
  'a work folder': new RegExp('(^|[\\s"\'`(=])/work' + '/[a-z]'),
  'a package registry': new RegExp('registry\\.' + '(npmjs|yarnpkg)|"resol' + 'ved":'),
  'an open task': new RegExp('\\b(TO' + 'DO|FIX' + 'ME)\\b'),
};
const binary = /\.(png|gif|ico|woff2?|gz|tgz)$/;

for (const [what, pattern] of Object.entries(forbidden)) {
  test(`portable: no file names ${what}`, (t) => {
    const found = listFiles('.')
      .filter((path) => !binary.test(path))
      .filter((path) => pattern.test(readFileSync(path, 'utf8')));
    t.deepEqual(found, []);
  });
}
