import { canonicalJson } from '../../../catalog/kinds/digest.ts';
import type { Facts, FactValue } from '../../facts.ts';
import { guardFacts } from '../../guard-facts.ts';
import { effectsOfMove } from '../../move-effects.ts';
import { legalMoves, phases, type Phase, type Subject } from '../../phases.ts';
import { ties } from '../../stages/ties.ts';
import type { RuleBundle } from '../../verdict.ts';

/** A subject while nothing happens to it but what rules say: its facts, and those of the failure that it escalates with. */
export interface WalkState {
  readonly facts: Facts;
  readonly failure: Facts | undefined;
}

/** What was said and done in one step. */
export interface WalkStep {
  readonly before: WalkState;
  readonly rule: string;
  readonly says: string;
  /** Said by the escalation rules. */
  readonly isAnswer: boolean;
}

export interface WalkRules {
  readonly phase: RuleBundle;
  readonly escalation: RuleBundle | undefined;
}

/** Actions that the orchestrator carries out at once, without a run or a person in between. */
export const actionsAtOnce: readonly string[] = ['retry', 'reassign', 'condense', 'fail'];

const longest = 40;

/**
 * Lets the rules speak again and again while nothing happens: no run starts or ends, nobody answers, no time passes.
 * Gives the steps of the circle in which that goes round for ever; undefined where it comes to rest.
 */
export function circleFrom(start: WalkState, rules: WalkRules): readonly WalkStep[] | undefined {
  const steps: WalkStep[] = [];
  const seen = new Map<string, number>();
  let state = start;
  while (steps.length < longest) {
    const key = canonicalJson([state.facts, state.failure ?? null]);
    const first = seen.get(key);
    if (first !== undefined) return steps.slice(first);
    seen.set(key, steps.length);
    const step = stepFrom(state, rules);
    if (step === undefined) return undefined;
    steps.push(step.done);
    state = step.after;
  }
  return undefined;
}

interface Stepped {
  readonly done: WalkStep;
  readonly after: WalkState;
}

function stepFrom(state: WalkState, rules: WalkRules): Stepped | undefined {
  const { hits, faults } = rules.phase.evaluate(state.facts);
  const from = phaseOf(state.facts);
  const to = phases.find((phase) => phase === hits[0]?.type);
  if (faults !== undefined || from === undefined) return undefined;
  if (hits[0] === undefined || to === undefined || to === from) return actOf(state, from, rules);
  if (!isAllowed(state.facts, from, to)) return undefined;
  return { done: { before: state, rule: hits[0].rule, says: to, isAnswer: false }, after: moved(state, from, to) };
}

export function phaseOf({ phase }: Facts): Phase | undefined {
  return phases.find((each) => each === phase);
}

function subjectOf({ subject }: Facts): Subject {
  return subject === 'task' ? 'task' : 'project';
}

function isAllowed(facts: Facts, from: Phase, to: Phase): boolean {
  const move = legalMoves[subjectOf(facts)][from].find((each) => each.to === to);
  if (move?.guard === undefined) return move !== undefined;
  const { fact, value } = guardFacts[move.guard];
  return facts[fact] === value;
}

function moved({ facts, failure }: WalkState, from: Phase, to: Phase): WalkState {
  const after: Facts = { ...facts, ...effectsOfMove(subjectOf(facts), from, to) };
  if (to !== 'Escalate') return { facts: after, failure };
  const cause = failureBehind(facts, from);
  const known = subjectOf(facts) === 'task' && cause !== undefined ? { ...after, 'task.failure': cause } : after;
  return {
    facts: known,
    failure: failure === undefined || cause === undefined ? failure : failedWith(failure, cause),
  };
}

// What a class of failure means for other facts comes with it: no run ends for want of a candidate, so that none is counted.
function failedWith(failure: Facts, cause: FactValue): Facts {
  const facts: Facts = { ...failure, failure: cause };
  return ties.escalation.reduce<Facts>((known, { when, means: { fact, in: values = [] } }) => {
    const [only] = values;
    const isMeant = when.fact === 'failure' && (when.in ?? []).includes(cause) && only !== undefined;
    return isMeant ? { ...known, [fact]: only } : known;
  }, facts);
}

/** The class of the failure with which a subject escalates; undefined where the facts do not tell. As orchestrator/move.ts has it. */
export function failureBehind(facts: Facts, from: Phase): FactValue | undefined {
  if (subjectOf(facts) === 'project') return facts['project.failed'] === true ? undefined : 'budget';
  if (from === 'Reassign') return 'no-candidate';
  if (facts['task.outcome'] === 'failed' || facts['task.reviewRejected'] === true) {
    return facts['task.failure'] ?? undefined;
  }
  if (facts['task.runActive'] === true) return 'timeout';
  return facts['task.dependencyFailed'] === true ? 'dependency' : 'no-candidate';
}

// What the orchestrator does in a phase of itself, as far as it needs neither a run nor a person.
function actOf(state: WalkState, phase: Phase, { escalation }: WalkRules): Stepped | undefined {
  const { facts, failure } = state;
  if (facts['project.suspended'] === true) return undefined;
  if (phase === 'Reassign' && facts['task.handedOver'] === false) {
    const done = { before: state, rule: '', says: 'handed over', isAnswer: false };
    return { done, after: { facts: { ...facts, 'task.handedOver': true }, failure } };
  }
  if (phase !== 'Escalate' || facts['escalation'] !== 'none' || failure === undefined) return undefined;
  const [hit] = escalation?.evaluate(failure).hits ?? [];
  if (hit === undefined || !actionsAtOnce.includes(hit.type)) return undefined;
  return {
    done: { before: state, rule: hit.rule, says: hit.type, isAnswer: true },
    after: {
      facts: { ...facts, escalation: 'answered', escalationAction: hit.type },
      failure: hit.type === 'condense' ? condensed(failure) : failure,
    },
  };
}

// What a project starts from is never condensed.
function condensed(failure: Facts): Facts {
  return subjectOf(failure) === 'task' ? { ...failure, condensed: true } : failure;
}
