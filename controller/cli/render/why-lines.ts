import { type Witness } from '../../policy/conditions/judge-condition.ts';
import { type Candidate } from '../../store/decision-contract.ts';
import { type ExplainedDecisionView, type WhyView } from '../../store/operations/views/why.ts';
import { printable, printableLine } from '../output/printable.ts';
import { type Line, plain, span } from '../output/span.ts';
import { wrap } from '../output/wrap.ts';
import { factLines, factText } from './fact-lines.ts';
import { intentText } from './intent-text.ts';

const shownMisses = 3;
const hangingIndent = 13;

/** Why something is as it is: what happened, and each decision with its rule, its facts and its losing candidates. */
export function whyLines(why: WhyView, width: number): readonly Line[] {
  const left = why.decisionsInAll - why.decisions.length;
  const lines = [
    ...attemptLines(why),
    ...escalationLines(why),
    ...why.decisions.flatMap((decision) => [plain(''), ...decisionLines(decision)]),
    ...(left > 0
      ? [plain(''), [span(`${left} more were routine; all of one task with: maios why ${why.project}/TASK`, 'dim')]]
      : []),
  ];
  return lines.flatMap((line) => wrap(line, width, hangingIndent));
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

function decisionLines(decision: ExplainedDecisionView): readonly Line[] {
  const { ref, id, subject, fromPhase, toPhase, stage, ruleSet, ruleSetDigest, hash, at, revision } = decision;
  const move = toPhase === null || toPhase === fromPhase ? stage : `${fromPhase ?? '–'} → ${toPhase}`;
  return [
    [span(ref, 'bold'), span(`  ${subject}  ${move}`), span(`  ${at}`, 'dim')],
    [span('  decision   ', 'dim'), span(id)],
    ...ruleLines(decision),
    ...factLines(decision),
    ...candidateLines(decision.candidates),
    ...decision.intents.map((intent) => [span('  intent     ', 'dim'), span(intentText(intent))]),
    [span('  rule set   ', 'dim'), span(`${ruleSet} ${ruleSetDigest.slice(0, 12)} at ${revision.slice(0, 12)}`)],
    [span('  hash       ', 'dim'), span(hash)],
  ];
}

function ruleLines({ verdict, explanation }: ExplainedDecisionView): readonly Line[] {
  const fired = verdict.hits.map(({ rule, type, score, params }): Line => {
    const more = score !== undefined || Object.keys(params).length === 0 ? '' : `  ${JSON.stringify(params)}`;
    return [
      span('  rule       ', 'dim'),
      span(rule, 'accent'),
      span(` says ${type}${score === undefined ? '' : ` ${signed(score)}`}`),
      span(printable(more), 'dim'),
    ];
  });
  return [
    ...(fired.length === 0 ? [[span('  rule       ', 'dim'), span('none was true')]] : fired),
    ...otherRules(explanation),
  ];
}

/** The near misses: rules about this kind of subject that were judged before the one that fired, or overtaken by it. */
function otherRules(explanation: ExplainedDecisionView['explanation']): readonly Line[] {
  const rules = (explanation?.rules ?? []).filter(({ because }) => because.fact !== 'subject' || because.holds);
  const until = rules.findLastIndex(({ outcome }) => outcome === 'fired');
  const before = rules.slice(0, Math.max(0, until)).filter(({ outcome }) => outcome === 'not-true');
  const overtaken = rules.filter(({ outcome }) => outcome === 'overtaken');
  return [...before.slice(-shownMisses), ...overtaken.slice(0, 1)].map(({ rule, outcome, because }) => [
    span(`  ${outcome === 'overtaken' ? 'overtaken  ' : 'not true   '}`, 'dim'),
    span(`${rule}  ${outcome === 'overtaken' ? 'was true, of lower priority' : witnessText(because)}`, 'dim'),
  ]);
}

function witnessText({ fact, path, found, operator, expected, holds }: Witness): string {
  return `${fact}${path ?? ''} is ${factText(found)} (${holds ? '' : 'not '}${operator} ${factText(expected)})`;
}

function candidateLines(candidates: readonly Candidate[] | null): readonly Line[] {
  if (candidates === null) return [];
  const scoreOf = ({ score }: Candidate): number => score ?? Number.NEGATIVE_INFINITY;
  const ranked = candidates.toSorted((a, b) => scoreOf(b) - scoreOf(a));
  const best = Math.max(...ranked.map(scoreOf));
  return ranked.map((candidate, index) => {
    const { agent, score } = candidate;
    return [
      span(index === 0 ? '  candidates ' : '             ', 'dim'),
      span(`${agent} `, 'bold'),
      span(`${score === null ? '–' : signed(score)} `, score === best ? 'good' : 'plain'),
      span(becauseOf(candidate), 'dim'),
    ];
  });
}

function becauseOf({ excluded, hits }: Candidate): string {
  if (excluded !== null) return `left out: ${printableLine(excluded)}`;
  return hits.map(({ rule, score }) => `${rule} ${signed(score ?? 0)}`).join(', ') || 'no rule spoke for or against it';
}

function signed(score: number): string {
  const rounded = Math.round(score * 100) / 100;
  return rounded > 0 ? `+${rounded}` : String(rounded);
}
