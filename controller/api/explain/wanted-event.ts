import { MaiosError } from '../../errors/maios-error.ts';
import { escalationActions } from '../../policy/failures.ts';
import { nearestName } from '../../errors/did-you-mean.ts';
import { phases, type Phase } from '../../policy/phases.ts';

/** What somebody asks for: that a phase comes next, or that an escalation is dealt with in some way. */
export type WantedEvent =
  | { readonly stage: 'phase'; readonly to: Phase }
  | { readonly stage: 'escalation'; readonly to: string };

/** Reads `Complete`, `retry`, …, in any case. Fails with USAGE, naming the nearest. */
export function wantedEvent(text: string): WantedEvent {
  const asked = text.toLowerCase();
  const phase = phases.find((each) => each.toLowerCase() === asked);
  if (phase !== undefined) return { stage: 'phase', to: phase };
  const action = escalationActions.find((each) => each === asked);
  if (action !== undefined) return { stage: 'escalation', to: action };
  const near = [...phases, ...escalationActions].find(
    (each) => each.toLowerCase() === nearestName(asked, knownInLower),
  );
  throw new MaiosError(
    'USAGE',
    `to: expected a phase (${phases.join(', ')}) or an action (${escalationActions.join(', ')}), found "${text}"${near === undefined ? '' : `; did you mean ${near}?`}`,
  );
}

const knownInLower = [...phases, ...escalationActions].map((each) => each.toLowerCase());
