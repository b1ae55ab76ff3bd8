import { MaiosError } from '../../errors/maios-error.ts';
import type { PauseReport } from '../../orchestrator/control/set-paused.ts';
import { type AddCommand, examples } from '../command.ts';
import { sentence } from '../output/hint.ts';
import { printLines } from '../output/print-view.ts';
import { withSystem } from '../with-system.ts';

const switches = [
  {
    verb: 'pause',
    paused: true,
    description: 'Stop everything before its next model call or effect; what was accepted stays.',
    option: 'the whole organization; for one project: maios project suspend ID',
  },
  {
    verb: 'resume',
    paused: false,
    description: 'Go on with everything that maios pause --all stopped.',
    option: 'the whole organization; for one project: maios project resume ID',
  },
] as const;

/** `maios pause --all` and `maios resume --all` */
export const addPauseCommands: AddCommand = (parent, { deps, exit }) => {
  for (const { verb, paused, description, option } of switches) {
    const command = parent
      .command(verb)
      .description(description)
      .option('--all', option)
      .action(async ({ all = false }: { readonly all?: boolean }) => {
        if (!all) throw notAll(verb);
        const code = await withSystem(deps, async ({ api }) => {
          const report = await api.setPaused(paused);
          printLines(deps.terminal, [sentence(textOf(report))]);
          return 0;
        });
        exit(code);
      });
    examples(command, [`maios ${verb} --all`]);
  }
};

const other = { pause: 'suspend', resume: 'resume' } as const;

function notAll(verb: 'pause' | 'resume'): MaiosError {
  return new MaiosError('USAGE', `${verb}: expected --all, found nothing`, {
    fix: `For everything: \`maios ${verb} --all\`. For one project: \`maios project ${other[verb]} ID\`.`,
  });
}

function textOf({ paused, changed, projects, runs }: PauseReport): string {
  if (!changed) return paused ? 'everything is paused already' : 'nothing is paused';
  const about = `${projects} open ${projects === 1 ? 'project' : 'projects'}`;
  if (!paused) return `resumed: ${about}`;
  return `paused: ${about}, ${runs} ${runs === 1 ? 'run' : 'runs'} stopped; go on with: \`maios resume --all\``;
}
