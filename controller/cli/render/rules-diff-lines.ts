import { formatPlace } from '../../errors/maios-error.ts';
import type { Witness } from '../../policy/conditions/judge-condition.ts';
import type { Flip, RuleCause, RuleSide, ScoreCause } from '../../policy/replay/flip.ts';
import type { FlipCount, ReplayReport } from '../../policy/replay/replay-report.ts';
import { printableLine } from '../output/printable.ts';
import { count } from '../output/quantity.ts';
import { type Line, plain, span } from '../output/span.ts';
import { replayedOf } from '../rules/flip-budget.ts';
import type { RulesDiffView } from '../rules/rules-diff-view.ts';

/** What a replay came to, for people: how many decisions flip, of what, and the first of them with their causes. */
export function rulesDiffLines({ reports, unpaired }: RulesDiffView): readonly Line[] {
  const lines = reports.map(reportLines);
  const alone = unpaired.map((name) => plain(`${name}: only one side has it; not compared`));
  return [...lines.flatMap((each, index) => (index === 0 ? each : [[], ...each])), ...alone];
}

function reportLines(report: ReplayReport): readonly Line[] {
  const { ruleSet, stage, before, after, changes, decisions, projects } = report;
  const head = [
    [span(ruleSet, 'bold'), span(` (${stage})  ${before.slice(0, 12)} → ${after.slice(0, 12)}`)],
    plain(changesText(changes)),
  ];
  if (decisions === 0) return [...head, plain('no decision of this rule set is in the history: nothing to replay')];
  return [
    ...head,
    plain(`${count(decisions, 'decision')} of ${count(projects, 'project')}: ${flipsText(report)}`),
    ...countLines(report),
    ...report.examples.flatMap(flipLines),
    ...unseenLines(report),
  ];
}

const maxShownChanges = 12;

function changesText(changes: ReplayReport['changes']): string {
  if (changes.length === 0) return 'no rule differs';
  const shown = changes.slice(0, maxShownChanges).map(({ rule, change }) => `${rule} ${change}`);
  const more = changes.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

function flipsText(report: ReplayReport): string {
  const { flips, counterfactual } = report;
  if (flips === 0) return 'none flips';
  const share = ((100 * flips) / replayedOf(report)).toFixed(1);
  const later = counterfactual === 0 ? '' : `, ${counterfactual} of them counterfactual`;
  return `${count(flips, 'flip')} (${share} %)${later}`;
}

function countLines({ by }: ReplayReport): readonly Line[] {
  const rows = Object.entries(by).filter(([, counts]) => counts.length > 0);
  return rows.map(([key, counts]) => [span(`  by ${key}`.padEnd(14), 'dim'), span(counts.map(countText).join(', '))]);
}

function countText({ name, flips }: FlipCount): string {
  return `${printableLine(name)} ${flips}`;
}

function flipLines(flip: Flip): readonly Line[] {
  const { project, subject, phase, from, to, counterfactual, decision, at } = flip;
  const about = subject === 'project' ? project : `${project}/${subject}`;
  const mark = counterfactual ? [span('  counterfactual', 'dim')] : [];
  return [
    [],
    [
      span(printableLine(about), 'bold'),
      span(phase === null ? '' : ` in ${phase}`),
      span(`: ${outcomeText(from)} → ${outcomeText(to)}`, 'warn'),
      ...mark,
    ],
    [span(`  ${new Date(at).toISOString()}  ${decision}`, 'dim')],
    ...flip.rules.flatMap(causeLines),
    ...(flip.scores ?? []).map(scoreLine),
  ];
}

function outcomeText({ what, rule }: Flip['from']): string {
  return printableLine(rule === null ? what : `${what} (${rule})`);
}

function causeLines({ rule, change, parts, was, now }: RuleCause): readonly Line[] {
  const differing = parts.length === 0 ? '' : `: ${parts.join(', ')}`;
  const [then, since] = [was, now].map((side) => (side === undefined ? undefined : sideText(side)));
  return [
    plain(`  ${rule} was ${change}${differing}`),
    // What is the same on both sides explains nothing.
    ...(then === undefined || then === since ? [] : [[span(`    then ${then}`), ...placeText(was)]]),
    ...(since === undefined || then === since ? [] : [[span(`    now  ${since}`), ...placeText(now)]]),
  ];
}

function sideText({ holds, comparison, fault }: RuleSide): string {
  const truth = holds ? 'true: ' : 'not true: ';
  return printableLine(truth + (comparison === undefined ? (fault ?? '') : comparisonText(comparison)));
}

function placeText(side: RuleSide | undefined): Line {
  return side?.place === undefined ? [] : [span(`  ${printableLine(formatPlace(side.place))}`, 'dim')];
}

function comparisonText({ fact, path, operator, expected, found }: Witness): string {
  const name = path === undefined ? fact : `${fact} ${path}`;
  return `${name} ${operator} ${shown(expected)}, found ${shown(found)}`;
}

function scoreLine({ agent, was, now, rules }: ScoreCause): Line {
  const changes = rules.map((each) => `${each.rule} ${points(each.was)} → ${points(each.now)}`).join(', ');
  return plain(`  ${printableLine(agent)}: ${points(was)} → ${points(now)}${changes === '' ? '' : ` (${changes})`}`);
}

function points(score: number | null): string {
  return score === null ? 'nothing' : String(Math.round(score * 100) / 100);
}

function unseenLines({ unseen, byOtherRevisions, afterFlip, limits }: ReplayReport): readonly Line[] {
  const lines = [
    ...unseen.map(({ reason, decisions }) => `${count(decisions, 'decision')} not replayed: ${printableLine(reason)}`),
    ...(byOtherRevisions === 0
      ? []
      : [
          `${count(byOtherRevisions, 'decision')} made by other revisions than these two; both are replayed on their facts`,
        ]),
    ...(afterFlip === 0
      ? []
      : [
          `${count(afterFlip, 'decision')} after a first flip of their project, on facts that would not have come about so`,
        ]),
    ...limits,
  ];
  return [[], ...lines.map((line) => [span(line, 'dim')])];
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
