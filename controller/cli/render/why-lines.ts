import { type Witness } from '../../policy/conditions/judge-condition.ts';
import { type FactValue } from '../../policy/facts.ts';
import { type Candidate } from '../../store/decision-contract.ts';
import { type ExplainedDecisionView, type WhyView } from '../../store/operations/views/why.ts';
import { printableLine } from '../output/printable.ts';
import { type Line, plain, span } from '../output/span.ts';
import { tableLines } from '../output/table.ts';
import { factLines } from './fact-lines.ts';

const shownMisses = 3;

/** Why something is as it is: what happened, and each decision with its rule, its facts and its losing candidates. */
export function whyLines(why: WhyView, width: number): readonly Line[] {
  const left = why.decisionsInAll - why.decisions.length;
  return [
    ...attemptLines(why),
    ...escalationLines(why),
    ...why.decisions.flatMap((decision) => [plain(''), ...decisionLines(decision, width)]),
    ...(left > 0
      ? [
          plain(''),
          [span(`${left} more decisions of routine; a task's own with: maios why ${why.project}/TASK`, 'dim')],
        ]
      : []),
  ];
}

function attemptLines({ attempts }: WhyView): readonly Line[] {
  if (attempts.length === 0) return [];
  const lines = attempts.map(({ subject, purpose, agent, attempt, outcome, failure }): Line => {
    const who = `${subject}: ${purpose} by ${agent ?? 'maios'}, attempt ${attempt}: `;
    if (failure === null) return [span(`  ${who}`), span(outcome ?? 'ended', outcome === 'succeeded' ? 'good' : 'dim')];
    return [
      span(`  ${who}`),
      span(`${outcome ?? 'ended'}, ${failure.class}`, 'bad'),
      span(`: ${printableLine(failure.message)}`),
    ];
  });
  return [[span('what happened', 'bold')], ...lines];
}

function escalationLines({ escalations }: WhyView): readonly Line[] {
  return escalations
    .filter(({ question }) => question !== null)
    .map(({ subject, question, answer, answeredBy, state }) => {
      const reply = answer === null ? state : `${answer} by ${answeredBy ?? 'nobody'}`;
      return plain(`  ${subject}: asked "${printableLine(question ?? '')}": ${printableLine(reply)}`);
    });
}

function decisionLines(decision: ExplainedDecisionView, width: number): readonly Line[] {
  const { ref, id, subject, fromPhase, toPhase, stage, ruleSet, ruleSetDigest, hash, at, revision } = decision;
  const move = toPhase === null ? stage : `${fromPhase ?? '–'} → ${toPhase}`;
  return [
    [span(ref, 'bold'), span(`  ${subject}  ${move}`), span(`  ${at}`, 'dim')],
    [span('  decision   ', 'dim'), span(id)],
    ...ruleLines(decision),
    ...factLines(decision),
    ...candidateLines(decision.candidates, width),
    ...decision.intents.map((intent) => [span('  intent     ', 'dim'), span(intentText(intent))]),
    [span('  rule set   ', 'dim'), span(`${ruleSet} ${ruleSetDigest.slice(0, 12)} at ${revision.slice(0, 12)}`)],
    [span('  hash       ', 'dim'), span(hash)],
  ];
}

function ruleLines({ verdict, explanation }: ExplainedDecisionView): readonly Line[] {
  const fired = verdict.hits.map(({ rule, type, score, params }): Line => {
    const because = explanation?.rules.find((one) => one.rule === rule)?.because;
    return [
      span('  rule       ', 'dim'),
      span(rule, 'accent'),
      span(` says ${type}${score === undefined ? '' : ` ${signed(score)}`}`),
      span(because === undefined ? '' : `  because ${witnessText(because)}`),
      span(Object.keys(params).length === 0 ? '' : `  ${printableLine(JSON.stringify(params))}`, 'dim'),
    ];
  });
  return [
    ...(fired.length === 0 ? [[span('  rule       ', 'dim'), span('none was true')]] : fired),
    ...otherRules(explanation),
  ];
}

// The nearest misses: of higher priority than the rule that fired, or overtaken by it.
function otherRules(explanation: ExplainedDecisionView['explanation']): readonly Line[] {
  const rules = explanation?.rules ?? [];
  const until = rules.findIndex(({ outcome }) => outcome === 'fired');
  const missed = rules.filter(
    ({ outcome }, index) => outcome === 'overtaken' || (outcome === 'not-true' && index < until),
  );
  return missed
    .slice(0, shownMisses)
    .map(({ rule, outcome, because }) => [
      span(`  ${outcome === 'overtaken' ? 'overtaken  ' : 'not true   '}`, 'dim'),
      span(`${rule}  ${outcome === 'overtaken' ? 'was true, of lower priority' : witnessText(because)}`, 'dim'),
    ]);
}

function witnessText({ fact, path, found, operator, expected }: Witness): string {
  const text = (value: FactValue): string => printableLine(typeof value === 'string' ? value : JSON.stringify(value));
  return `${fact}${path ?? ''} is ${text(found)} (${operator} ${text(expected)})`;
}

function candidateLines(candidates: readonly Candidate[] | null, width: number): readonly Line[] {
  if (candidates === null || candidates.length === 0) return [];
  const best = Math.max(...candidates.map(({ score }) => score ?? Number.NEGATIVE_INFINITY));
  const ranked = candidates.toSorted(
    (a, b) => (b.score ?? Number.NEGATIVE_INFINITY) - (a.score ?? Number.NEGATIVE_INFINITY),
  );
  const table = tableLines<Candidate>(
    [
      { header: 'CANDIDATE', cell: ({ agent }) => span(agent, 'bold') },
      {
        header: 'SCORE',
        align: 'right',
        cell: ({ score }) => (score === null ? '–' : span(signed(score), score === best ? 'good' : 'plain')),
      },
      { header: 'BECAUSE', flexible: true, cell: becauseOf },
    ],
    ranked,
    width - 2,
  );
  return table.map((line) => [span('  '), ...line]);
}

function becauseOf({ excluded, hits }: Candidate): string {
  if (excluded !== null) return `left out: ${excluded}`;
  return hits.map(({ rule, score }) => `${rule} ${signed(score ?? 0)}`).join(', ') || 'no rule spoke for or against it';
}

function signed(score: number): string {
  const rounded = Math.round(score * 100) / 100;
  return rounded > 0 ? `+${rounded}` : String(rounded);
}

function intentText(intent: object): string {
  const { id: _id, kind, ...rest } = intent as { readonly id?: string; readonly kind?: string };
  const detail = Object.keys(rest).length === 0 ? '' : ` ${JSON.stringify(rest)}`;
  return printableLine(`${kind ?? 'intent'}${detail}`).slice(0, 400);
}
