import type { ProjectRow } from '../../store/entities/project.ts';
import type { TaskRow } from '../../store/entities/task.ts';
import type { EscalationAnswer } from '../../store/operations/escalations/close-escalation.ts';
import type { Scope } from '../../store/scope.ts';
import type { Told } from '../happening.ts';
import { change, type SimulatedProject } from './simulated-project.ts';
import type { Slots } from './slots.ts';

/** What work on one project at one moment has at hand: its rows, the slots of all agents, and who is told. */
export interface Desk {
  readonly project: SimulatedProject;
  readonly slots: Slots;
  readonly scope: Scope;
  readonly now: number;
  readonly date: Date;
  readonly newId: (kind: string) => string;
  readonly tell: (told: Told) => void;
  changeProject(fields: Partial<ProjectRow>): void;
  changeTask(id: string, fields: Partial<TaskRow>): void;
  /** Answers an open escalation; one that is closed stays as it is. */
  close(id: string, answer: EscalationAnswer): void;
}

export function createDesk(given: Pick<Desk, 'project' | 'slots' | 'scope' | 'now' | 'newId' | 'tell'>): Desk {
  const { project, now, tell } = given;
  const date = new Date(now);
  return {
    ...given,
    date,
    changeProject(fields) {
      project.row = { ...project.row, ...fields };
    },
    changeTask: (id, fields) => change(project.tasks, id, { ...fields, updatedAt: date }),
    close(id, { state, answer, note, by }) {
      const row = project.escalations.get(id);
      if (row === undefined || row.state !== 'open') return;
      const closed = { state, answer, note: note ?? null, answeredBy: by, answeredAt: date, version: row.version + 1 };
      project.escalations.set(id, { ...row, ...closed });
      tell({ what: 'closed', question: id, answer, by });
    },
  };
}
