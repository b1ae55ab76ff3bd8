import { type AddCommand, examples } from '../command.ts';
import { addTaskList } from './task-list.ts';
import { addTaskLogs } from './task-logs.ts';

/** `maios task …` */
export const addTaskCommand: AddCommand = (parent, context) => {
  const command = parent.command('task').description('Look at tasks and at what was done for them.');
  addTaskList(command, context);
  addTaskLogs(command, context);
  examples(command, ['maios task list', 'maios task logs rest-api/store -f']);
};
