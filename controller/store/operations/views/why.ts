import { In, IsNull } from 'typeorm';
import type { BriefExplanation } from '../../../policy/explain/explain-briefly.ts';
import type { ChangeSearch } from '../../../policy/explain/smallest-change.ts';
import { DecisionEntity, type DecisionRow } from '../../entities/decision.ts';
import { EscalationEntity } from '../../entities/escalation.ts';
import { RunEntity } from '../../entities/run.ts';
import { TaskEntity } from '../../entities/task.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { decisionDetail } from './decision-detail.ts';
import { decisionLineColumns, type DecisionView, decisionViewOf } from './decision-view.ts';
import { type EscalationView, escalationViewOf } from './escalation-view.ts';
import { findSubject, type FoundSubject } from './find-subject.ts';
import { restrainedCalls } from './restrained-calls.ts';
import { runColumns, runViewOf, type RunView } from './run-view.ts';

/**
 * Where the rules of a decision were found: `in-force`, with their lines · `kept`: they have changed since, and the text
 * of that time is explained · `missing`: they were not kept, and the record speaks for itself.
 */
export type RulesSource = 'in-force' | 'kept' | 'missing';

/** A decision with what became of its rules; without `explanation` where these are missing. */
export interface ExplainedDecisionView extends DecisionView {
  readonly rulesFrom?: RulesSource;
  readonly explanation?: BriefExplanation;
  /** What would have been enough for another verdict; of the newest decision alone. */
  readonly change?: ChangeSearch;
}

/** Why something is as it is: the decisions that made it so, oldest first, calls of a task that were held back among them, and what they answered to. */
export interface WhyView {
  readonly about: 'decision' | 'task' | 'project';
  readonly project: string;
  /** The task that was asked about. */
  readonly task: string | null;
  readonly decisions: readonly ExplainedDecisionView[];
  /** How often a decision was made in all; `decisions` holds those that explain the most. */
  readonly decisionsInAll: number;
  /** The runs that ended and that the decisions are about, oldest first. */
  readonly attempts: readonly (RunView & { readonly subject: string })[];
  readonly escalations: readonly EscalationView[];
}

type Line = Pick<DecisionRow, keyof typeof decisionLineColumns>;

const consideredDecisions = 2000;
const newestDecisions = 5;
const shownOfTask = 40;
const shownCalls = 10;

/** What a decision's id, `PROJECT#SEQ`, `PROJECT/TASK` or `PROJECT` asks about; undefined when there is nothing of that name. */
export async function why(tx: Tx, scope: Scope, reference: string): Promise<WhyView | undefined> {
  const decision = await decisionDetail(tx, scope, reference);
  if (decision !== undefined) return aboutDecision(decision);
  const subject = await findSubject(tx, scope, reference);
  return subject === undefined ? undefined : aboutSubject(tx, scope, subject);
}

function aboutDecision(decision: DecisionView): WhyView {
  return {
    about: 'decision',
    project: decision.project,
    task: decision.subject === 'project' ? null : decision.subject,
    decisions: [decision],
    decisionsInAll: 1,
    attempts: [],
    escalations: [],
  };
}

async function aboutSubject(tx: Tx, scope: Scope, subject: FoundSubject): Promise<WhyView> {
  const { project, task } = subject;
  const lines = await linesOf(tx, scope, subject);
  const chosen = task === undefined ? chooseForProject(lines) : lines.slice(0, shownOfTask);
  const { organizationId } = scope;
  const calls = await restrainedCalls(tx, scope, subject, shownCalls);
  const rows = await tx.find(DecisionEntity, {
    where: { organizationId, id: In([...chosen.map((line) => line.id), ...calls]) },
    order: { at: 'ASC', seq: 'ASC' },
  });
  const subjects = new Set(chosen.map((line) => line.subject));
  const around = await surroundings(tx, scope, subject, subjects);
  return {
    about: task === undefined ? 'project' : 'task',
    project: project.name,
    task: task?.name ?? null,
    decisions: rows.map((row) => decisionViewOf(row, project.name)),
    decisionsInAll: lines.length + calls.length,
    ...around,
  };
}

async function linesOf(tx: Tx, { organizationId }: Scope, { project, task }: FoundSubject): Promise<readonly Line[]> {
  const within = { organizationId, projectId: project.id, runId: IsNull() };
  return tx.find(DecisionEntity, {
    select: decisionLineColumns,
    where: task === undefined ? within : { ...within, taskId: task.id },
    order: { seq: 'DESC' },
    take: consideredDecisions,
  });
}

/** What the tasks in trouble went through; without any, the newest decisions. The rest is routine. */
function chooseForProject(lines: readonly Line[]): readonly Line[] {
  const inTrouble = new Set(lines.filter((line) => line.stage === 'escalation').map((line) => line.subject));
  const telling = lines.filter((line) => inTrouble.has(line.subject) && isTelling(line));
  return (telling.length > 0 ? telling : lines.slice(0, newestDecisions)).slice(0, shownOfTask);
}

// Who was chosen, what was done about a failure, and who it was taken from; that work began or ended is routine.
function isTelling({ stage, toPhase }: Line): boolean {
  return stage === 'scoring' || stage === 'escalation' || toPhase === 'Reassign' || toPhase === 'Failed';
}

async function surroundings(
  tx: Tx,
  { organizationId }: Scope,
  { project }: FoundSubject,
  subjects: ReadonlySet<string>,
): Promise<Pick<WhyView, 'attempts' | 'escalations'>> {
  const within = { organizationId, projectId: project.id };
  const tasks = await tx.find(TaskEntity, { select: { id: true, name: true }, where: within });
  const names = new Map(tasks.map((task) => [task.id, task.name]));
  const nameOf = (taskId: string | null): string => names.get(taskId ?? '') ?? 'project';
  const runs = await tx.find(RunEntity, {
    select: runColumns,
    where: { ...within, state: 'ended' },
    order: { createdAt: 'ASC' },
  });
  const escalations = await tx.find(EscalationEntity, { where: within, order: { createdAt: 'ASC' } });
  return {
    attempts: runs
      .map((run) => ({ ...runViewOf(run), subject: nameOf(run.taskId) }))
      .filter((run) => subjects.has(run.subject)),
    escalations: escalations
      .map((row) => escalationViewOf(row, nameOf(row.taskId)))
      .filter((escalation) => subjects.has(escalation.subject)),
  };
}
