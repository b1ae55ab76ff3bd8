import { type AddCommand, examples } from '../command.ts';
import { addExplainDecision } from './explain-decision.ts';

/** `maios explain` */
export const addExplainCommand: AddCommand = (parent, context) => {
  const command = parent.command('explain').description('Explain in full what is shown in short elsewhere.');
  addExplainDecision(command, context);
  examples(command, ["maios explain decision 'rest-api#12'"]);
};
