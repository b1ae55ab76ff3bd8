import type { FactValue } from '../../policy/facts.ts';
import type { Candidate } from '../../store/decision-contract.ts';
import type { ExplainedDecisionView, WhyView } from '../../store/operations/views/why.ts';
import { hint } from '../output/hint.ts';
import { printableLine } from '../output/printable.ts';
import { type Line, plain, span } from '../output/span.ts';
import { wrap } from '../output/wrap.ts';
import { factLines } from './fact-lines.ts';
import { fieldsOf, intentText } from './intent-text.ts';
import { label, ruleLines, signed } from './rule-lines.ts';

const hangingIndent = 13;

/** Why something is as it is: what happened, and each decision with its rule, its facts and its losing candidates. */
export function whyLines(why: WhyView, width: number): readonly Line[] {
  const left = why.decisionsInAll - why.decisions.length;
  const lines = [
    ...(why.decisions.length === 0 ? [noneLine(why)] : []),
    ...attemptLines(why),
    ...escalationLines(why),
    ...why.decisions.flatMap((decision) => [plain(''), ...decisionLines(decision)]),
    ...(left > 0
      ? [plain(''), [span(`${left} more were routine; all of one task with: `, 'dim'), hint(`why ${why.project}/TASK`)]]
      : []),
  ];
  return lines.flatMap((line) => wrap(line, width, hangingIndent));
}

function noneLine({ project, task }: WhyView): Line {
  return [
    span(task === null ? project : `${project}/${task}`, 'bold'),
    span(': nothing has been decided by rules yet'),
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

function decisionLines(decision: ExplainedDecisionView): readonly Line[] {
  const { ref, id, subject, ruleSet, ruleSetDigest, hash, at, revision } = decision;
  const chosen = chosenIn(decision);
  return [
    [span(ref, 'bold'), span(`  ${subject}  ${outcomeText(decision, chosen)}`), span(`  ${at}`, 'dim')],
    [label('decision'), span(id)],
    ...ruleLines(decision),
    ...factLines(decision),
    ...candidateLines(decision.candidates, chosen),
    // The first line has said where it moves.
    ...decision.intents
      .filter((intent) => intent.do !== 'move')
      .map((intent) => [label('intent'), span(intentText(intent))]),
    [label('rule set'), span(`${ruleSet} ${ruleSetDigest.slice(0, 12)}`), ...sourceSpans(decision)],
    [label('specs'), span(revision.slice(0, 12))],
    [label('hash'), span(hash)],
  ];
}

function outcomeText(
  { fromPhase, toPhase, stage, verdict, facts }: ExplainedDecisionView,
  chosen: string | undefined,
): string {
  if (toPhase !== null && toPhase !== fromPhase) return `${fromPhase ?? '–'} → ${toPhase}`;
  if (stage === 'permission') {
    return `${verdict.hits[0]?.type ?? 'deny'} ${nameIn(facts['call.skill'])} to ${nameIn(facts['agent.name'])}`;
  }
  const said = stage === 'escalation' ? verdict.hits[0]?.type : chosen;
  return said === undefined ? stage : `${stage}: ${said}`;
}

function nameIn(fact: FactValue | undefined): string {
  return typeof fact === 'string' ? fact : '–';
}

/** Who got the work. */
function chosenIn({ candidates, intents }: ExplainedDecisionView): string | undefined {
  if (candidates === null) return undefined;
  const started = intents.find((intent) => intent.do === 'start-run');
  const agent = started === undefined ? undefined : fieldsOf(started)['agent'];
  return typeof agent === 'string' ? agent : undefined;
}

function sourceSpans({ rulesFrom }: ExplainedDecisionView): Line {
  if (rulesFrom === 'kept') return [span('; it has changed since', 'warn')];
  return rulesFrom === 'missing' ? [span('; its text was not kept, only what it said', 'warn')] : [];
}

function candidateLines(candidates: readonly Candidate[] | null, chosen: string | undefined): readonly Line[] {
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
      span(agent === chosen ? 'chosen: ' : '', 'good'),
      span(becauseOf(candidate), 'dim'),
    ];
  });
}

function becauseOf({ excluded, hits, lostBy }: Candidate): string {
  if (excluded !== null) return `left out: ${printableLine(excluded)}`;
  const scores = hits.map(({ rule, score }) => `${rule} ${signed(score ?? 0)}`).join(', ');
  return `${scores || 'no rule spoke for or against it'}${tieText(lostBy)}`;
}

// A lower score speaks for itself.
function tieText(lostBy: Candidate['lostBy']): string {
  if (lostBy === 'load') return '; as good, but busier';
  return lostBy === 'name' ? '; as good and as busy, later by name' : '';
}
