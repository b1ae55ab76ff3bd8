import { type RuleTest } from '../../../catalog/kinds/rule-set.ts';
import { show } from '../../conditions/json.ts';
import { type Facts } from '../../facts.ts';
import { factsIn } from '../../regions/facts-in.ts';
import { meet, regionOf, type Region } from '../../regions/region.ts';
import { setOf } from '../../regions/value-set.ts';
import { type Budget } from '../budget.ts';
import { caseIn } from '../counterexample.ts';
import { type Finding } from '../finding.ts';
import { cycleSeeds } from '../graph/cycle-seeds.ts';
import { type Departure } from '../graph/departures.ts';
import { actionsAtOnce, circleFrom, failureBehind, type WalkStep } from '../graph/walk.ts';
import { type LintView } from '../lint-view.ts';

/** Moves that go round for ever though nothing has happened, by the phase rules alone or together with escalation rules. */
export function findLivelocks(
  phase: LintView,
  departures: readonly Departure[],
  escalation: LintView | undefined,
  budget: Budget,
): readonly Finding[] {
  const findings = new Map<string, Finding>();
  const rules = { phase: phase.bundle, escalation: escalation?.bundle };
  for (const { region } of cycleSeeds(departures, budget)) {
    const facts = factsIn(region, phase.space, phase.base);
    if (facts === undefined) continue;
    for (const failure of failuresOf(facts, escalation)) {
      const circle = circleFrom({ facts, failure }, rules);
      if (circle === undefined) continue;
      const key = circle
        .map((step) => step.rule)
        .toSorted()
        .join(' ');
      if (!findings.has(key)) findings.set(key, finding(circle, phase, escalation));
    }
  }
  return [...findings.values()];
}

/** The failures with which a subject may escalate on its way, and of which some rule says something at once. */
function failuresOf(facts: Facts, escalation: LintView | undefined): readonly (Facts | undefined)[] {
  if (escalation === undefined) return [undefined];
  const subject = facts['subject'] ?? 'task';
  const most = typeof facts['task.candidates'] === 'number' ? facts['task.candidates'] : 0;
  const { space, base } = escalation;
  const failure = failureBehind(facts, facts['phase'] === 'Monitor' ? 'Monitor' : 'Delegate') ?? 'fault';
  const others = space.valueOf({ fact: 'otherCandidates' });
  const about = [
    regionOf(space.valueOf({ fact: 'subject' }), setOf([subject])),
    regionOf(
      others,
      setOf(
        Array.from({ length: Math.min(most, 50) + 1 }, (_, count) => count),
        true,
      ),
    ),
  ];
  return escalation.rules
    .filter(({ rule, isEnforced }) => isEnforced && actionsAtOnce.includes(rule.event.type))
    .flatMap(({ regions = [] }) => regions)
    .flatMap((region) => {
      const both = about.reduce<Region | undefined>((met, each) => met && meet(met, each), region);
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
  return `in ${show(before.facts['phase'])} ${rule} says ${says}`;
}

function shownBy(view: LintView, { before, rule, says, isAnswer }: WalkStep): RuleTest | undefined {
  const facts = isAnswer ? before.failure : before.facts;
  if (facts === undefined) return undefined;
  return caseIn(view, `${rule} says ${says}, and it all begins again`, facts, view.bundle.evaluate(facts));
}
