import type { ApiClient } from '../api-client.ts';
import { type AddCommand, examples } from '../command.ts';
import { sentence } from '../output/hint.ts';
import { printLines } from '../output/print-view.ts';
import { withSystem } from '../with-system.ts';

interface Switch {
  readonly verb: string;
  readonly description: string;
  readonly said: string;
  /** What is said when the owner is this command alone, which only writes the wish down. */
  readonly saidAlone?: string;
  readonly flip: (api: ApiClient, id: string) => Promise<undefined>;
}

const switches: readonly Switch[] = [
  {
    verb: 'suspend',
    description: 'Start nothing new in a project and pause what runs.',
    said: 'suspended',
    flip: (api, id) => api.suspend(id),
  },
  {
    verb: 'resume',
    description: 'Go on with a suspended project.',
    said: 'resumed; follow it with: `maios project status ID --watch`',
    flip: (api, id) => api.resume(id),
  },
  {
    verb: 'cancel',
    description: 'End a project before it is complete; its workspace is kept.',
    said: 'cancelled; its work so far is kept',
    saidAlone: 'will be cancelled by the next maios that works, for instance: `maios project status ID --watch`',
    flip: (api, id) => api.cancel(id),
  },
];

/** `maios project suspend|resume|cancel ID` */
export const addProjectSwitches: AddCommand = (parent, { deps, exit }) => {
  for (const { verb, description, said, saidAlone = said, flip } of switches) {
    const command = parent
      .command(verb)
      .description(description)
      .argument('<id>', 'name or id of the project')
      .action(async (id: string) => {
        const code = await withSystem(deps, async ({ api, owner }) => {
          await flip(api, id);
          const words = owner === undefined ? said : saidAlone;
          printLines(deps.terminal, [sentence(`${id}: ${words.replace('ID', id)}`)]);
          return 0;
        });
        exit(code);
      });
    examples(command, [`maios project ${verb} rest-api`]);
  }
};
