import { isEnd, type Phase, type Subject } from '../../phases.ts';
import { meet, type Constraint, type Region } from '../../regions/region.ts';
import { wordsOf } from '../../regions/words.ts';
import { settled } from '../../settled.ts';
import type { Budget } from '../budget.ts';
import { counterexampleIn } from '../counterexample.ts';
import type { Finding } from '../finding.ts';
import { firstUncovered } from '../first-uncovered.ts';
import { presence, subjects, where, type Departure } from '../graph/departures.ts';
import type { LintView } from '../lint-view.ts';
import { reachable } from './unreachable.ts';

/** Phases that no rule leaves, and facts in which a subject stays for ever since nothing else will move it. */
export function findDeadEnds(view: LintView, departures: readonly Departure[], budget: Budget): readonly Finding[] {
  const closed = subjects.flatMap((subject) =>
    [...reachable(departures, subject)]
      .filter((phase) => !isEnd(phase) && !departures.some((each) => each.subject === subject && each.from === phase))
      .map((phase) => ({ subject, phase })),
  );
  const left = (subject: Subject, phase: Phase): boolean =>
    reachable(departures, subject).has(phase) &&
    !closed.some((each) => each.subject === subject && each.phase === phase);
  return [
    ...closed.map(({ subject, phase }) => closedFinding(view, subject, phase)),
    ...settled
      .filter(({ subject, phase }) => left(subject, phase))
      .flatMap((each) => settledFindings(view, each, budget)),
  ];
}

function closedFinding(view: LintView, subject: Subject, phase: Phase): Finding {
  const here = presence(view, subject, phase);
  const name = `no rule takes a ${subject} out of ${phase}`;
  const stays =
    here === undefined ? undefined : counterexampleIn(view, [here], name, ({ hits }) => isStay(hits, phase));
  return {
    check: 'dead-end',
    severity: 'error',
    ruleSet: view.name,
    at: ['rules'],
    message: `${name}: it is no end, and whoever comes there stays`,
    ...(stays === undefined ? {} : { counterexample: stays }),
  };
}

function isStay(hits: readonly { readonly type: string }[], phase: Phase): boolean {
  return hits[0] === undefined || hits[0].type === phase;
}

const atWork = { 'project.suspended': [false], 'project.cancelRequested': [false] };

function settledFindings(
  view: LintView,
  { subject, phase, facts, meaning }: (typeof settled)[number],
  budget: Budget,
): readonly Finding[] {
  const here = where(view.space, { subject: [subject], phase: [phase], ...facts, ...atWork });
  if (here === undefined) return [];
  const gap = firstUncovered(here, spokenFor(view, here), budget);
  if (gap === undefined) return [];
  const name = `a ${subject} in ${phase} ${meaning} stays there`;
  const counterexample =
    gap === 'unknown' ? undefined : counterexampleIn(view, [gap], name, ({ hits }) => isStay(hits, phase));
  const base = { ruleSet: view.name, at: ['rules'] };
  if (gap === 'unknown' || counterexample === undefined) {
    return [
      {
        ...base,
        check: 'not-analysed',
        severity: 'info',
        message: `whether a ${subject} in ${phase} ${meaning} can stay there for ever was not analysed`,
      },
    ];
  }
  const rest = without(gap, here);
  const only = rest.size === 0 ? '' : ` where ${wordsOf(rest)}`;
  const message = `${name} for ever${only}: no rule is true, and nothing else moves it on`;
  return [{ ...base, check: 'dead-end', severity: 'error', message, counterexample }];
}

// What is said of the whole class of facts goes without saying again.
function without(gap: Region, here: Region): Region {
  return new Map([...gap].filter(([key, { set }]) => here.get(key)?.set !== set));
}

// With time, rules that wait for it come true, those with `for` or `rate` and those that look at the clock alike.
function spokenFor({ rules, space }: LintView, here: Region): readonly Region[] {
  return rules
    .filter(({ isEnforced }) => isEnforced)
    .flatMap(({ regions = [] }) => regions)
    .map((region): Region => new Map([...region].filter(([, each]) => !factsOf(each).some(isOfTheClock))))
    .filter((region) => meet(region, here) !== undefined);

  function isOfTheClock(fact: string): boolean {
    return space.table[fact]?.perMs !== undefined;
  }
}

function factsOf({ variable: { meaning } }: Constraint): readonly string[] {
  if (meaning.kind !== 'opaque') return [meaning.ref.fact];
  const { left, right } = meaning.comparison;
  return 'ref' in right ? [left.fact, right.ref.fact] : [left.fact];
}
