import type { FactValue } from './facts.ts';
import type { Guard } from './phases.ts';

/** The fact that says whether a guard holds, and what it is then. */
export const guardFacts: Readonly<Record<Guard, { readonly fact: string; readonly value: FactValue }>> = {
  planned: { fact: 'project.planned', value: true },
  acceptancePassed: { fact: 'project.acceptance', value: 'passed' },
  taskVerified: { fact: 'task.outcome', value: 'succeeded' },
  reviewRejected: { fact: 'task.reviewRejected', value: true },
};
