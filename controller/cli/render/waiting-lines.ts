import { hint } from '../output/hint.ts';
import { printable, printableLine } from '../output/printable.ts';
import { type Line, span } from '../output/span.ts';

interface Question {
  readonly subject: string;
  readonly question: string | null;
  readonly options: readonly string[];
  readonly expiresAt: string | null;
}

/** Where people read it: commands are those of the shell, or of the prompt of `run interactive`. */
export type Place = 'shell' | 'prompt';

/** A question to a person, what may be answered, and the command that answers. */
export function waitingLines(
  project: string,
  { subject, question, options, expiresAt }: Question,
  at: Place = 'shell',
): readonly Line[] {
  const answer = printableLine(options[0] ?? 'retry');
  const about = subject === 'project' ? project : `${project}/${subject}`;
  const [first = '', ...rest] = printable(question ?? 'How is this to go on?').split('\n');
  return [
    [span('? ', 'warn'), span(about, 'bold'), span(' needs you: ', 'warn'), span(first)],
    ...rest.map((line) => [span(`    ${line}`)]),
    ...(options.length === 0
      ? []
      : [
          [
            span('    options  ', 'dim'),
            span(options.map((option, index) => `${index + 1} ${printableLine(option)}`).join(' · ')),
          ],
        ]),
    ...(expiresAt === null ? [] : [[span('    until    ', 'dim'), span(expiresAt)]]),
    [
      span('    answer   ', 'dim'),
      at === 'shell' ? hint(`project input ${project} "${answer}"`) : span(`answer ${answer}`, 'command'),
    ],
  ];
}
