import { MaiosError } from '../../errors/maios-error.ts';
import { faultpoint } from '../../faults/faultpoint.ts';
import { type EscalationRow } from '../../store/entities/escalation.ts';
import { type ProjectRow } from '../../store/entities/project.ts';
import { closeEscalation } from '../../store/operations/escalations/close-escalation.ts';
import { openEscalations } from '../../store/operations/escalations/open-escalations.ts';
import { appendEvents } from '../../store/operations/events/append-events.ts';
import { addEntry } from '../../store/operations/memory/add-entry.ts';
import { touchProject } from '../../store/operations/projects/touch-project.ts';
import { type Scope } from '../../store/scope.ts';
import { type Tx } from '../../store/store.ts';
import { readAnswer } from '../answers.ts';

export interface InputTaken {
  /** It answered an open escalation; else it is a note that agents read from now on. */
  readonly answered: boolean;
  readonly text: string;
}

/** Takes what a person says: the answer to the oldest open question, or else advice. Of two answers the first wins (CONFLICT). */
export async function giveInput(
  tx: Tx,
  scope: Scope,
  now: number,
  project: ProjectRow,
  text: string,
): Promise<InputTaken> {
  if (text.trim() === '') throw new MaiosError('USAGE', 'expected some text, found none');
  if (project.endedAt !== null) {
    throw new MaiosError(
      'NOT_WAITING',
      `${project.name} ended in phase ${project.phase}; nothing can be said to it any more`,
    );
  }
  const [open] = await openEscalations(tx, scope, project.id);
  await touchProject(tx, scope, project.id, now);
  return open === undefined ? leaveNote(tx, scope, now, project, text) : answer(tx, scope, now, project, open, text);
}

async function leaveNote(tx: Tx, scope: Scope, now: number, project: ProjectRow, text: string): Promise<InputTaken> {
  await addEntry(tx, scope, now, { kind: 'note', text, projectId: project.id, taskId: null, runId: null, agent: null });
  await appendEvents(tx, scope, project.id, [{ type: 'InputGiven', data: { text, by: scope.actor } }]);
  return { answered: false, text: 'noted; agents that start from now on will read it' };
}

async function answer(
  tx: Tx,
  scope: Scope,
  now: number,
  project: ProjectRow,
  open: EscalationRow,
  text: string,
): Promise<InputTaken> {
  const read = readAnswer(text);
  const first = await closeEscalation(tx, scope, now, open.id, { state: 'answered', ...read, by: scope.actor });
  if (!first) throw new MaiosError('CONFLICT', 'somebody else answered this question first');
  const subject = open.question?.split(':')[0] ?? 'project';
  await appendEvents(tx, scope, project.id, [
    { type: 'Answered', data: { escalation: open.id, subject, answer: read.answer, by: scope.actor } },
  ]);
  faultpoint('answer.written');
  return { answered: true, text: `answered "${read.answer}" to: ${open.question ?? ''}` };
}
