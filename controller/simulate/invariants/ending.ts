import type { Phase } from '../../policy/phases.ts';
import type { Breach, Invariant } from './invariant.ts';

/** That everything comes to an end. */
export const endingInvariants: readonly Invariant[] = [
  {
    name: 'comesToRest',
    meaning: 'No project goes round without rest.',
    watch: () => ({
      see: (one) =>
        one.what === 'restless' ? `${one.steps} steps on end without rest; do two rules undo each other?` : undefined,
    }),
  },
  {
    name: 'everyProjectEnds',
    meaning: 'No project is left for which nothing more can happen.',
    watch() {
      const open = new Map<string, Phase>();
      return {
        see(one) {
          if (one.what === 'project-started') open.set(one.project, 'Plan');
          if (one.what === 'moved' && one.of === 'project' && open.has(one.project)) open.set(one.project, one.to);
          if (one.what === 'project-ended') open.delete(one.project);
          return undefined;
        },
        end: ({ at, atRest }) =>
          atRest
            ? [...open].map(([project, phase]) => ({
                at,
                project,
                message: `in ${phase}, and nothing more will happen`,
              }))
            : [],
      };
    },
  },
  {
    name: 'escalationsEnd',
    meaning: 'Every question is answered, expires, or ends with its project.',
    watch() {
      const open = new Map<string, Breach>();
      return {
        see(one) {
          if (one.what === 'asked')
            open.set(one.question, {
              at: one.at,
              project: one.project,
              message: `${one.subject}: nobody ever answers`,
            });
          if (one.what === 'closed') open.delete(one.question);
          return undefined;
        },
        end: ({ atRest }) => (atRest ? [...open.values()] : []),
      };
    },
  },
  {
    name: 'runsEnd',
    meaning: 'No run is left that nobody ends.',
    watch() {
      const active = new Map<string, Breach>();
      return {
        see(one) {
          if (one.what === 'run-queued') {
            const message = `a ${one.purpose} run of ${one.subject} never ended`;
            active.set(one.run, { at: one.at, project: one.project, message });
          }
          if (one.what === 'run-ended') active.delete(one.run);
          return undefined;
        },
        end: ({ atRest }) => (atRest ? [...active.values()] : []),
      };
    },
  },
];
