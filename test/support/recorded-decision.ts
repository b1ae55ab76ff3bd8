import type { RuleSetResource } from '../../controller/catalog/kinds/kinds.ts';
import type { RecordedDecision } from '../../controller/policy/replay/recorded-decision.ts';
import { phaseFacts } from './rule-set.ts';

/** A decision of a phase rule set about the project, with changes. */
export function recorded(changes: Partial<RecordedDecision> = {}): RecordedDecision {
  return {
    id: 'd1',
    projectId: 'p1',
    project: 'demo',
    subject: 'project',
    phase: 'Plan',
    at: 1000,
    digest: 'of another revision',
    facts: phaseFacts(),
    candidates: null,
    bounded: false,
    ...changes,
  };
}

/** The body of a replay question. */
export function question(next: RuleSetResource, old?: RuleSetResource): string {
  return JSON.stringify({ ...(old === undefined ? {} : { old }), new: next });
}
