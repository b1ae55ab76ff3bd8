import { isRecord } from '../../conditions/json.ts';
import { regionsOf } from '../../regions/regions-of.ts';
import { wholeSpace } from '../../regions/region.ts';
import { counterexampleIn } from '../counterexample.ts';
import type { Finding } from '../finding.ts';
import { speaksAtOnce, type LintedRule, type LintView } from '../lint-view.ts';

/**
 * Rules whose conditions nothing makes false. Not told where that is a plain way to say something: the last rule of a
 * set of `first` catches the rest, and a score that is read from a fact is for every candidate.
 */
export function findAlwaysTrue(view: LintView): readonly Finding[] {
  const last = view.spec.hitPolicy === 'first' ? view.rules.at(-1) : undefined;
  return view.rules
    .filter((each) => each !== last && !readsItsScore(each) && isAlwaysTrue(view, each))
    .map((each) => finding(view, each));
}

function isAlwaysTrue({ context }: LintView, { condition, regions = [] }: LintedRule): boolean {
  // What is one region, and not all of the space, leaves something outside; that spares the work for most rules.
  const [only] = regions;
  if (regions.length === 1 && only !== undefined && only.size > 0) return false;
  return regionsOf(condition, context, false)?.length === 0;
}

function readsItsScore({ rule }: LintedRule): boolean {
  return Object.values(rule.event.params ?? {}).some((value) => isRecord(value) && typeof value['fact'] === 'string');
}

function finding(view: LintView, linted: LintedRule): Finding {
  const { rule, at } = linted;
  const after =
    view.spec.hitPolicy === 'first' && speaksAtOnce(linted) ? ', so that no rule after it is ever reached' : '';
  const counterexample = counterexampleIn(view, [wholeSpace], `${rule.name} is true of anything`, ({ hits }) =>
    hits.some((hit) => hit.rule === rule.name),
  );
  return {
    check: 'always-true',
    severity: 'warning',
    ruleSet: view.name,
    rule: rule.name,
    at,
    message: `${rule.name} is true whatever the facts are${after}`,
    ...(counterexample === undefined ? {} : { counterexample }),
  };
}
