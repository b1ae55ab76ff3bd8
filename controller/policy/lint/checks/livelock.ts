import type { RuleTest } from '../../../catalog/kinds/rule-set.ts';
import { canonicalJson } from '../../../catalog/kinds/digest.ts';
import type { Facts } from '../../facts.ts';
import { factsIn } from '../../regions/facts-in.ts';
import { meet } from '../../regions/region.ts';
import type { Budget } from '../budget.ts';
import { caseIn } from '../counterexample.ts';
import type { Finding } from '../finding.ts';
import { cycleSeeds } from '../graph/cycle-seeds.ts';
import { where, type Departure } from '../graph/departures.ts';
import { actionsAtOnce, circleFrom, failureBehind, phaseOf, type WalkState, type WalkStep } from '../graph/walk.ts';
import type { LintedRule, LintView } from '../lint-view.ts';

/** Moves that go round for ever though nothing has happened, by the phase rules alone or together with escalation rules. */
export function findLivelocks(
  phase: LintView,
  departures: readonly Departure[],
  escalation: LintView | undefined,
  budget: Budget,
): readonly Finding[] {
  const findings = new Map<string, Finding>();
  const rules = { phase: phase.bundle, escalation: escalation?.bundle };
  for (const start of startsOf(phase, departures, escalation, budget)) {
    const circle = circleFrom(start, rules);
    if (circle === undefined) continue;
    const key = circle
      .map((step) => step.rule)
      .toSorted()
      .join(' ');
    if (!findings.has(key)) findings.set(key, finding(circle, phase, escalation));
  }
  return [...findings.values()];
}

function* startsOf(
  phase: LintView,
  departures: readonly Departure[],
  escalation: LintView | undefined,
  budget: Budget,
): Generator<WalkState> {
  const answers = answersOf(escalation);
  const seeds = cycleSeeds(departures, [...new Set(answers.map(({ rule }) => rule.event.type))], budget);
  const seen = new Set<string>();
  for (const { region } of seeds) {
    const facts = factsIn(region, phase.space, phase.base);
    const key = facts === undefined ? '' : canonicalJson(facts);
    if (facts === undefined || seen.has(key)) continue;
    seen.add(key);
    if (escalation === undefined) yield { facts, failure: undefined };
    else for (const failure of failuresOf(facts, escalation, answers)) yield { facts, failure };
  }
}

/** Rules that answer at once, so that nothing happens in between. */
function answersOf(escalation: LintView | undefined): readonly LintedRule[] {
  return (escalation?.rules ?? []).filter(
    ({ rule, isEnforced }) => isEnforced && actionsAtOnce.includes(rule.event.type),
  );
}

/** The failures with which a subject may escalate on its way, and of which some rule says something at once. */
function failuresOf(facts: Facts, { space, base }: LintView, answers: readonly LintedRule[]): readonly Facts[] {
  const subject = facts['subject'] ?? 'task';
  const most = typeof facts['task.candidates'] === 'number' ? facts['task.candidates'] : 0;
  const failure = failureBehind(facts, facts['phase'] === 'Monitor' ? 'Monitor' : 'Delegate') ?? 'fault';
  const others = Array.from({ length: Math.min(most, 50) + 1 }, (_, count) => count);
  const about = where(space, { subject: [subject], otherCandidates: others });
  return answers
    .flatMap(({ regions = [] }) => regions)
    .flatMap((region) => {
      const both = about && meet(about, region);
      const found = both && factsIn(both, space, { ...base, subject, failure, otherCandidates: most });
      return found === undefined ? [] : [found];
    });
}

function finding(circle: readonly WalkStep[], phase: LintView, escalation: LintView | undefined): Finding {
  const answer = circle.find(({ isAnswer }) => isAnswer);
  const view = answer === undefined || escalation === undefined ? phase : escalation;
  const told = answer ?? circle.find(({ rule }) => rule !== '');
  const named = circle.filter(({ rule }) => rule !== '');
  const linted = view.rules.find(({ rule }) => rule.name === told?.rule);
  const counterexample = told === undefined ? undefined : shownBy(view, told);
  const subject = circle[0]?.before.facts['subject'] === 'task' ? 'task' : 'project';
  return {
    check: 'livelock',
    severity: 'error',
    ruleSet: view.name,
    ...(view === phase ? {} : { ruleSets: [phase.name, view.name] }),
    ...(linted === undefined ? {} : { rule: linted.rule.name }),
    others: named.map(({ rule }) => rule).filter((name) => name !== linted?.rule.name),
    at: linted?.at ?? ['rules'],
    message: `a ${subject} goes round for ever though nothing happens: ${named.map(said).join(', ')}, and so on`,
    ...(counterexample === undefined ? {} : { counterexample }),
  };
}

function said({ rule, says, before }: WalkStep): string {
  return `in ${phaseOf(before.facts)} ${rule} says ${says}`;
}

function shownBy(view: LintView, { before, rule, says, isAnswer }: WalkStep): RuleTest | undefined {
  const facts = isAnswer ? before.failure : before.facts;
  if (facts === undefined) return undefined;
  return caseIn(view, `${rule} says ${says}, and it all begins again`, facts, view.bundle.evaluate(facts));
}
