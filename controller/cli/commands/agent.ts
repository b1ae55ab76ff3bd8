import { type AddCommand, examples } from '../command.ts';
import { addAgentCreate } from './agent-create.ts';
import { addAgentList } from './agent-list.ts';

/** `maios agent …` */
export const addAgentCommand: AddCommand = (parent, context) => {
  const command = parent
    .command('agent')
    .description('Look at who works, with the evidence of their work, and add agents.');
  addAgentList(command, context);
  addAgentCreate(command, context);
  examples(command, ['maios agent list', 'maios agent create --name dev-1 --role developer']);
};
