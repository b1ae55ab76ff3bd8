import { MaiosError } from '../../errors/maios-error.ts';
import { isOpen } from '../../orchestrator/facts/phase-facts.ts';
import { observe } from '../../orchestrator/observe/observe.ts';
import type { ProjectView } from '../../orchestrator/observe/project-view.ts';
import { legalWay } from '../../policy/explain/legal-way.ts';
import { checkMove } from '../../policy/legal-move.ts';
import type { Phase } from '../../policy/phases.ts';
import { findSubject, type FoundSubject } from '../../store/operations/views/find-subject.ts';
import type { Tx } from '../../store/store.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import { askRules, type Asking } from './ask-rules.ts';
import { rulesOf, type FoundRules } from './rules-of.ts';
import type { WantedEvent } from './wanted-event.ts';
import { saidLast, saidNow, type Said } from './what-was-said.ts';
import type { MoveView, WhyNotView } from './why-not-view.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'scope' | 'catalog' | 'bundlesFor'> & Asking;

/** What an answer is made from. */
interface Asked {
  readonly subject: FoundSubject;
  readonly view: ProjectView;
  readonly wanted: WantedEvent;
  readonly said: Said;
  readonly rules: FoundRules | undefined;
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
  const asked = await deps.store.transaction(async (tx) => ask(tx, deps, reference, wanted));
  return asked === undefined ? undefined : answer(deps, asked);
}

async function ask(tx: Tx, deps: Dependencies, reference: string, wanted: WantedEvent): Promise<Asked | undefined> {
  const { store, scope, catalog } = deps;
  const subject = await findSubject(tx, scope, reference);
  if (subject === undefined) return undefined;
  const view = await observe(tx, scope, subject.project.id, catalog(), store.clock.now());
  if (view === undefined) return undefined;
  const now = wanted.stage === 'phase' ? await saidNow(deps, view, subject.task) : undefined;
  const said = now ?? (await saidLast(tx, deps, subject, wanted.stage));
  return { subject, view, wanted, said, rules: await rulesOf(tx, scope, catalog(), said.verdict) };
}

async function answer(asking: Asking, { subject, view, wanted, said, rules }: Asked): Promise<WhyNotView> {
  const { facts, verdict, at, decision } = said;
  const from = presentOf(subject, wanted, said);
  const move = wanted.stage === 'phase' ? moveView(subject, wanted.to, said) : null;
  const { rulesFrom, answers } = await askRules(asking, rules, [{ facts, verdict, wanted: wanted.to }]);
  const explanation = answers[0]?.wanted;
  return {
    project: subject.project.name,
    task: subject.task?.name ?? null,
    ...wanted,
    from,
    answer: from === wanted.to ? 'happened' : isNext(wanted, said, move) ? 'would-happen' : 'not-now',
    at: new Date(at).toISOString(),
    decision,
    ruleSet: verdict.ruleSet,
    ruleSetDigest: verdict.digest,
    rulesFrom,
    facts,
    ...(explanation === undefined ? {} : { explanation }),
    move,
    openTasks: subject.task === undefined ? openTasks(view) : [],
  };
}

// What was decided last has happened; only what is judged now may come next.
function isNext({ to }: WantedEvent, { decision, verdict }: Said, move: MoveView | null): boolean {
  return decision === null && move?.isLegal === true && verdict.hits[0]?.type === to;
}

function presentOf({ project, task }: FoundSubject, { stage }: WantedEvent, { verdict }: Said): string | null {
  return stage === 'phase' ? (task?.phase ?? project.phase) : (verdict.hits[0]?.type ?? null);
}

function moveView({ project, task }: FoundSubject, to: Phase, { guards }: Said): MoveView {
  const kind = task === undefined ? 'project' : 'task';
  const from = task?.phase ?? project.phase;
  const checked = checkMove(kind, from, to, guards);
  const problem = checked instanceof MaiosError ? checked.message : null;
  return { isLegal: problem === null, message: problem, way: legalWay(kind, from, to) ?? null };
}

function openTasks({ tasks }: ProjectView): WhyNotView['openTasks'] {
  return tasks.filter(isOpen).map(({ row }) => ({ name: row.name, phase: row.phase }));
}
