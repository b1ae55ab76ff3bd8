import { MaiosError } from '../../errors/maios-error.ts';
import { judge } from '../../orchestrator/judge.ts';
import { guardsOf } from '../../orchestrator/guards.ts';
import { isOpen } from '../../orchestrator/facts/phase-facts.ts';
import { observe } from '../../orchestrator/observe.ts';
import { type ProjectView } from '../../orchestrator/project-view.ts';
import { explainWanted } from '../../policy/explain/explain-wanted.ts';
import { legalWay } from '../../policy/explain/legal-way.ts';
import { type Facts } from '../../policy/facts.ts';
import { checkMove, type Guards } from '../../policy/legal-move.ts';
import { type Phase } from '../../policy/phases.ts';
import { type Verdict } from '../../policy/verdict.ts';
import { findSubject, type FoundSubject } from '../../store/operations/views/find-subject.ts';
import { lastDecision } from '../../store/operations/views/last-decision.ts';
import { type Tx } from '../../store/store.ts';
import { type ApiDependencies } from '../api-dependencies.ts';
import { rulesOf } from './rules-of.ts';
import { type WantedEvent } from './wanted-event.ts';
import { type MoveView, type WhyNotView } from './why-not-view.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'scope' | 'catalog' | 'bundlesFor'>;

/** What the rules were asked, and what they said. */
interface Said {
  readonly facts: Facts;
  readonly verdict: Verdict;
  readonly at: number;
  readonly decision: string | null;
  readonly guards: Guards | undefined;
}

/**
 * Why a project or a task does not come to a phase, or is not dealt with in some way. What is true now is judged by the
 * rules in force; of what has ended, and of escalations, the last decision is explained. Nothing is written. undefined
 * when there is no such project or task; fails with NOT_FOUND when there is no decision to explain.
 */
export async function whyNot(
  deps: Dependencies,
  reference: string,
  wanted: WantedEvent,
): Promise<WhyNotView | undefined> {
  const { store, scope, catalog } = deps;
  return store.transaction(async (tx) => {
    const subject = await findSubject(tx, scope, reference);
    if (subject === undefined) return undefined;
    const view = await observe(tx, scope, subject.project.id, catalog(), store.clock.now());
    if (view === undefined) return undefined;
    const said =
      (wanted.stage === 'phase' ? await saidNow(deps, view, subject) : undefined) ??
      (await saidLast(tx, deps, subject, wanted.stage));
    const { verdict, facts } = said;
    const { source, explainer } = await rulesOf(tx, scope, catalog(), verdict);
    const from = fromOf(subject, wanted, verdict);
    const move = wanted.stage === 'phase' ? moveView(subject, wanted.to, said.guards) : null;
    return {
      project: subject.project.name,
      task: subject.task?.name ?? null,
      ...wanted,
      from,
      answer:
        from === wanted.to
          ? 'happened'
          : isSaid(verdict, wanted) && said.decision === null && move?.isLegal === true
            ? 'would-happen'
            : 'not-now',
      at: new Date(said.at).toISOString(),
      decision: said.decision,
      ruleSet: verdict.ruleSet,
      ruleSetDigest: verdict.digest,
      rulesFrom: source,
      facts,
      ...(explainer === undefined ? {} : { explanation: explainWanted(explainer, facts, verdict, wanted.to) }),
      move,
      openTasks: subject.task === undefined ? openTasks(view) : [],
    };
  });
}

async function saidNow(
  { bundlesFor }: Dependencies,
  view: ProjectView,
  { project, task }: FoundSubject,
): Promise<Said | undefined> {
  if (project.endedAt !== null) return undefined;
  const judgements = await judge(view, bundlesFor(project).phase);
  const judged = judgements.find((each) => each.subject.task?.row.id === task?.id);
  if (judged === undefined) return undefined;
  const { facts, verdict, subject } = judged;
  return { facts, verdict, at: view.now, decision: null, guards: guardsOf(subject) };
}

async function saidLast(
  tx: Tx,
  { scope }: Dependencies,
  subject: FoundSubject,
  stage: WantedEvent['stage'],
): Promise<Said> {
  const last = await lastDecision(tx, scope, subject, stage);
  if (last !== undefined) {
    const { facts, verdict, at, ref } = last;
    return { facts, verdict, at: Date.parse(at), decision: ref, guards: undefined };
  }
  const { project, task } = subject;
  const name = task === undefined ? project.name : `${project.name}/${task.name}`;
  throw new MaiosError('NOT_FOUND', `${name}: expected a decision of the ${stage} rules to explain, found none`);
}

function fromOf({ project, task }: FoundSubject, { stage }: WantedEvent, { hits }: Verdict): string | null {
  return stage === 'phase' ? (task?.phase ?? project.phase) : (hits[0]?.type ?? null);
}

function isSaid({ hits }: Verdict, { to }: WantedEvent): boolean {
  return hits[0]?.type === to;
}

function moveView({ project, task }: FoundSubject, to: Phase, guards: Guards | undefined): MoveView {
  const kind = task === undefined ? 'project' : 'task';
  const from = task?.phase ?? project.phase;
  const checked = checkMove(kind, from, to, guards ?? noGuards);
  return {
    isLegal: !(checked instanceof MaiosError),
    message: checked instanceof MaiosError ? checked.message : null,
    way: legalWay(kind, from, to) ?? null,
  };
}

// Of what has ended no move is left, whatever would have to be so before it.
const noGuards: Guards = { planned: false, acceptancePassed: false, taskVerified: false, reviewRejected: false };

function openTasks({ tasks }: ProjectView): WhyNotView['openTasks'] {
  return tasks.filter(isOpen).map(({ row }) => ({ name: row.name, phase: row.phase }));
}
