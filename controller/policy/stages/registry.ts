import type { FactRegistry } from '../facts.ts';
import { escalationFacts } from './escalation.ts';
import { permissionFacts } from './permission.ts';
import { phaseFacts } from './phase.ts';
import { scoringFacts } from './scoring.ts';

/** Every fact of every stage. */
export const factRegistry: FactRegistry = {
  phase: phaseFacts,
  scoring: scoringFacts,
  escalation: escalationFacts,
  permission: permissionFacts,
};
