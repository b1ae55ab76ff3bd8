import { type AddCommand, examples } from '../command.ts';
import { addProjectInput } from './project-input.ts';
import { addProjectList } from './project-list.ts';
import { addProjectResult } from './project-result.ts';
import { addProjectStatus } from './project-status.ts';
import { addProjectSwitches } from './project-switches.ts';

/** `maios project …` */
export const addProjectCommand: AddCommand = (parent, context) => {
  const command = parent
    .command('project')
    .description('Look at projects, answer them, pause and end them, take their work.');
  for (const add of [addProjectList, addProjectStatus, addProjectResult, addProjectInput, addProjectSwitches]) {
    add(command, context);
  }
  examples(command, [
    'maios project list',
    'maios project status rest-api --watch',
    'maios project result rest-api --to ./rest-api',
  ]);
};
