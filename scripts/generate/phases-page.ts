import { isEnd, legalMoves, phases, type Subject } from '../../controller/policy/phases.ts';
import { generatedFrom, table } from './markdown.ts';

/** The moves that are legal, whatever a rule says. */
export function phasesPage(): string {
  return [
    generatedFrom('controller/policy/phases.ts'),
    '# Phases\n',
    'Which phase comes next is for the rules to say. These moves are the legal ones, and bound what any rule can do: a rule',
    'that asks for another one is refused as `RULES_ILLEGAL`, and the project or task stays where it is.',
    'A project shows the most urgent phase of its open tasks; the phases stand here in that order.\n',
    section('project'),
    section('task'),
  ].join('\n');
}

function section(subject: Subject): string {
  const rows = phases.map((phase) => [
    phase,
    legalMoves[subject][phase].map(describeMove).join(', ') || (isEnd(phase) ? 'the end' : 'not used'),
  ]);
  return `## Moves of a ${subject}\n\n${table(['From', 'To'], rows)}\n`;
}

function describeMove({ to, guard }: { readonly to: string; readonly guard?: string }): string {
  return guard === undefined ? to : `${to} (only when \`${guard}\`)`;
}
