import { MaiosError } from '../../errors/maios-error.ts';
import { faultpoint } from '../../faults/faultpoint.ts';
import type { EscalationRow } from '../../store/entities/escalation.ts';
import type { ProjectRow } from '../../store/entities/project.ts';
import { settleEffect } from '../../store/operations/effects/settle-effect.ts';
import { closeEscalation } from '../../store/operations/escalations/close-escalation.ts';
import { openEscalations } from '../../store/operations/escalations/open-escalations.ts';
import { appendEvents } from '../../store/operations/events/append-events.ts';
import { addEntry } from '../../store/operations/memory/add-entry.ts';
import { touchProject } from '../../store/operations/projects/touch-project.ts';
import type { Scope } from '../../store/scope.ts';
import type { Tx } from '../../store/store.ts';
import { chosenOption, effectHappened, isAnswer, readAnswer, type Answer } from '../observe/answers.ts';

export interface InputTaken {
  /** It answered an open escalation; else it is a note that agents read from now on. */
  readonly answered: boolean;
  readonly text: string;
}

/**
 * Takes what a person says: the answer to the question of that id, else to the oldest open one, or else advice. Of two
 * answers to one question the first wins: the second fails with CONFLICT where it names the question, else it is for the
 * next one, or advice.
 */
export async function giveInput(
  tx: Tx,
  scope: Scope,
  now: number,
  project: ProjectRow,
  text: string,
  escalation?: string,
): Promise<InputTaken> {
  if (text.trim() === '') throw new MaiosError('USAGE', 'expected some text, found none');
  if (project.endedAt !== null) {
    throw new MaiosError(
      'NOT_WAITING',
      `${project.name} ended in phase ${project.phase}; nothing can be said to it any more`,
    );
  }
  // First of all: of two at once the second one waits here, and sees what the first one has answered.
  await touchProject(tx, scope, project.id, now);
  const open = (await openEscalations(tx, scope, project.id)).find(({ id }) => id === (escalation ?? id));
  if (open === undefined && escalation !== undefined) throw answeredBefore();
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
  said: string,
): Promise<InputTaken> {
  const text = chosenOption(said, open.options);
  const read = readAnswer(text);
  refuseAdvice(open, text);
  const first = await closeEscalation(tx, scope, now, open.id, { state: 'answered', ...read, by: scope.actor });
  if (!first) throw answeredBefore();
  await settle(tx, scope, now, open, read);
  const subject = open.question?.split(':')[0] ?? 'project';
  await appendEvents(tx, scope, project.id, [
    { type: 'Answered', data: { escalation: open.id, subject, answer: read.answer, by: scope.actor } },
  ]);
  faultpoint('answer.written');
  const taken = isAnswer(text) ? `answered "${read.answer}" to` : `taken as advice for another try, in answer to`;
  return { answered: true, text: `${taken}: ${open.question ?? ''}` };
}

// Whether an effect happened is nothing to guess from advice: a wrong guess repeats it, or leaves it out.
function refuseAdvice({ failure, options }: EscalationRow, text: string): void {
  if (failure?.effect === undefined || isAnswer(text)) return;
  throw new MaiosError('USAGE', `expected an answer that begins with ${options.join(', ')}, found "${text.trim()}"`, {
    fix: 'Look whether it took effect, and say so in one of these words; what follows it is read by the agents.',
  });
}

async function settle(tx: Tx, scope: Scope, now: number, { failure }: EscalationRow, read: Answer): Promise<void> {
  const happened = effectHappened(read);
  if (failure?.effect === undefined || happened === undefined) return;
  await settleEffect(tx, scope, now, { id: failure.effect, happened, by: scope.actor });
}

function answeredBefore(): MaiosError {
  return new MaiosError('CONFLICT', 'expected an open question, found that somebody else answered it first');
}
