import type { Choice, Ledger } from '../plan/choice.ts';
import type { Judgement, RuleBundles } from '../judge/judge.ts';
import type { Intent } from '../plan/intent.ts';
import { phaseOf } from '../observe/project-view.ts';

/** What a phase does may look at the judgement, ask the other rule sets, and must book the slots that it uses. */
export interface ActionContext {
  readonly judgement: Judgement;
  readonly bundles: RuleBundles;
  readonly ledger: Ledger;
}

/** What a subject does while it stays in its phase: the choices to be recorded, none when there is nothing to do. */
export type Action = (context: ActionContext) => readonly Choice[];

export const rest: Action = () => [];

/** A choice that the phase itself makes, on the facts that it was judged by. */
export function actOn({ subject, facts, verdict }: Judgement, intents: readonly Intent[], text: string): Choice {
  const phase = phaseOf(subject);
  return { subject, from: phase, to: phase, facts, verdict, intents, text };
}
