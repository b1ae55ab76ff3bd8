import type { Choice } from './choice.ts';
import type { Intent, NewRun } from './intent.ts';

/** The runs that choices start, those of supervisors among them. */
export function startedRuns(choices: readonly Choice[]): readonly NewRun[] {
  return choices.flatMap(({ intents }) => intents.flatMap(runOf));
}

function runOf(intent: Intent): readonly NewRun[] {
  if (intent.do === 'start-run') return [intent.run];
  return intent.do === 'escalate' && intent.escalation.supervision !== undefined ? [intent.escalation.supervision] : [];
}
