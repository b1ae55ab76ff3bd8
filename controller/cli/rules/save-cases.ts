import { existsSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { parseDocument, isSeq } from 'yaml';
import { MaiosError } from '../../errors/maios-error.ts';
import type { PlacedFinding } from './lint-report.ts';
import { caseYaml } from './case-yaml.ts';

/**
 * Appends the counterexamples to a file that is a list of cases, ready to be put under `tests:`, and gives their number.
 * What is in the file stays as it is, comments too; a file that holds anything else is refused with SPEC_INVALID.
 */
export async function saveCases(file: string, findings: readonly PlacedFinding[]): Promise<number> {
  const shown = findings.filter(({ counterexample }) => counterexample !== undefined);
  const before = existsSync(file) ? await readFile(file, 'utf8') : '';
  checkList(file, before);
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  await appendFile(file, gap + shown.map(caseText).join(''));
  return shown.length;
}

function checkList(file: string, text: string): void {
  const { contents, errors } = parseDocument(text);
  if (errors.length === 0 && (contents === null || (isSeq(contents) && contents.flow !== true))) return;
  throw new MaiosError('SPEC_INVALID', `${file}: expected a list of cases to add to, found something else`, {
    fix: 'Name a file that does not exist yet, and copy what you want to keep under tests: of the rule set.',
  });
}

function caseText({ ruleSet, check, message, counterexample }: PlacedFinding): string {
  if (counterexample === undefined) return '';
  return `# ${ruleSet}, ${check}: ${message.replaceAll(/\s+/g, ' ')}\n${caseYaml([counterexample])}`;
}
