import { isEnd, legalMoves } from '../../policy/phases.ts';
import type { Invariant } from './invariant.ts';

/** How projects and tasks go from phase to phase. */
export const movingInvariants: readonly Invariant[] = [
  {
    name: 'noIllegalMove',
    meaning: 'No rule asks for a phase that cannot follow, and nothing moves there.',
    watch: () => ({
      see(one) {
        if (one.what === 'stalled') return one.code === 'RULES_ILLEGAL' ? `${one.subject}: ${one.message}` : undefined;
        if (one.what !== 'moved') return undefined;
        const isLegal = legalMoves[one.of][one.from].some((move) => move.to === one.to);
        return isLegal ? undefined : `${one.subject} moved from ${one.from} to ${one.to}`;
      },
    }),
  },
  {
    name: 'rulesCanBeJudged',
    meaning: 'Every rule can be judged about all facts that come up.',
    watch: () => ({
      // Where no rule leads on, everyProjectEnds says so.
      see: (one) =>
        one.what === 'stalled' && one.code !== 'RULES_ILLEGAL' && one.code !== 'RULES_INCOMPLETE'
          ? `${one.subject}: ${one.code}: ${one.message}`
          : undefined,
    }),
  },
  {
    name: 'completeOnlyAfterAcceptance',
    meaning: 'A project is complete only after its acceptance checks passed.',
    watch() {
      const accepted = new Set<string>();
      return {
        see(one) {
          if (one.what === 'run-ended' && one.purpose === 'accept') {
            if (one.outcome === 'succeeded') accepted.add(one.project);
            else accepted.delete(one.project);
          }
          const isComplete = one.what === 'moved' && one.of === 'project' && one.to === 'Complete';
          return isComplete && !accepted.has(one.project) ? 'complete without passed acceptance checks' : undefined;
        },
      };
    },
  },
  {
    name: 'completeOnlyAfterProof',
    meaning: 'A task is complete only after a run of it ended with its proof.',
    watch() {
      const proved = new Set<string>();
      return {
        see(one) {
          if (one.what === 'run-ended' && one.purpose === 'work') {
            if (one.outcome === 'succeeded') proved.add(`${one.project} ${one.subject}`);
            else proved.delete(`${one.project} ${one.subject}`);
          }
          const isComplete = one.what === 'moved' && one.of === 'task' && one.to === 'Complete';
          return isComplete && !proved.has(`${one.project} ${one.subject}`)
            ? `${one.subject} is complete without a proof`
            : undefined;
        },
      };
    },
  },
  {
    name: 'nothingAfterTheEnd',
    meaning: 'Nothing starts or moves in a project that has ended.',
    watch() {
      const ended = new Set<string>();
      return {
        see(one) {
          if (one.what === 'project-ended') ended.add(one.project);
          if (!ended.has(one.project)) return undefined;
          if (one.what === 'run-queued' || one.what === 'run-started') return `a run of ${one.subject} after the end`;
          return one.what === 'moved' && !isEnd(one.to) ? `${one.subject} moved to ${one.to} after the end` : undefined;
        },
      };
    },
  },
];
