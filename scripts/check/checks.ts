/** One thing that is checked by one command. */
export interface Check {
  readonly name: string;
  readonly proves: string;
  readonly command: readonly [string, ...string[]];
  /** A file without which the check does not apply. */
  readonly needs: string;
  /** What mends it, where a command can. */
  readonly fix?: string;
}

/** Longest first, so that two processors end at about the same time. */
export const checks: readonly Check[] = [
  {
    name: 'unused',
    proves: 'no file, export or package is unused',
    command: ['knip', '--no-progress', '--no-config-hints'],
    needs: 'knip.json',
  },
  {
    name: 'boundaries',
    proves: 'imports go down only, without cycles',
    command: ['ava', 'test/architecture/**/*.test.ts'],
    needs: 'test/architecture',
  },
  {
    name: 'lint',
    proves: 'no lint finding, types included',
    command: ['oxlint', '--type-aware', '--deny-warnings'],
    needs: '.oxlintrc.json',
    fix: 'npx oxlint --type-aware --fix',
  },
  {
    name: 'generated',
    proves: 'generated files match their sources',
    command: ['node', 'scripts/generate.ts', '--check'],
    needs: 'scripts/generate.ts',
    fix: 'npm run generate',
  },
  { name: 'types', proves: 'the types hold', command: ['tsc', '-p', '.'], needs: 'tsconfig.json' },
  {
    name: 'format',
    proves: 'every file is formatted',
    command: ['oxfmt', '--check', '.'],
    needs: '.oxfmtrc.json',
    fix: 'npm run format',
  },
];
