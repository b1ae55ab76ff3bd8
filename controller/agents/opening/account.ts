import type { RunContext } from '../../store/run-contract.ts';
import { listed } from './opening.ts';

const keptDetail = 4000;
const keptCondensed = 600;

/** What earlier attempts came to, oldest first; only the last one at length, and that shortened when condensed. */
export function failuresText({ previousFailures, condensed }: RunContext): string | undefined {
  const last = previousFailures.length - 1;
  const kept = condensed ? keptCondensed : keptDetail;
  const lines = previousFailures.map(({ agent, failure }, index) => {
    const who = agent === undefined ? '' : ` (${agent})`;
    const detail = index === last && failure.detail !== undefined ? `\n${indented(tail(failure.detail, kept))}` : '';
    return `${failure.class}${who}: ${failure.message}${detail}`;
  });
  return listed(lines);
}

/** The results that this task stands on. Their files are in the workspace already. */
export function predecessorsText({ predecessors, condensed }: RunContext): string | undefined {
  return listed(
    predecessors.map(({ task, title, summary }) => {
      const said = condensed ? summary.slice(0, keptCondensed) : summary.slice(0, keptDetail);
      return `${task} (${title}): ${said}`;
    }),
  );
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}

function tail(text: string, characters: number): string {
  return text.length <= characters ? text : `… ${text.slice(-characters)}`;
}
