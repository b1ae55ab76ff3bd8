import { subjectName, type SubjectView } from '../observe/project-view.ts';
import type { NewRun } from './intent.ts';

/** How the events of a run name what it is about: a supervisor's is a run of the project, whatever it is asked about. */
export function runSubject({ taskId }: NewRun, subject: SubjectView): string {
  return taskId === undefined ? 'project' : subjectName(subject);
}
