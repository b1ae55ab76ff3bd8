import type { Invariant } from './invariant.ts';
import type { Happening } from '../happening.ts';

/** Who is given what: invariants over runs that start and end. */
export const assigningInvariants: readonly Invariant[] = [
  {
    name: 'noTaskGivenToExcludedAgent',
    meaning: 'An agent that a task was taken from is never given it again.',
    watch() {
      const excluded = new Set<string>();
      return {
        see(one) {
          if (one.what === 'handed-over') excluded.add(keyOf(one, one.subject, one.agent));
          return one.what === 'run-queued' && one.agent !== null && excluded.has(keyOf(one, one.subject, one.agent))
            ? `${one.subject} was given to ${one.agent}, that it was taken from`
            : undefined;
        },
      };
    },
  },
  {
    name: 'neverAboveCapacity',
    meaning: 'An agent never has more runs than slots.',
    watch() {
      const active = new Map<string, number>();
      const add = (agent: string, more: number): number => {
        const sum = (active.get(agent) ?? 0) + more;
        active.set(agent, sum);
        return sum;
      };
      return {
        see(one) {
          if (one.what === 'run-ended' && one.agent !== null) add(one.agent, -1);
          if (one.what !== 'run-queued' || one.agent === null) return undefined;
          const runs = add(one.agent, 1);
          return runs > one.capacity ? `${one.agent} has ${runs} runs and a capacity of ${one.capacity}` : undefined;
        },
      };
    },
  },
  {
    name: 'oneRunATask',
    meaning: 'A task never has two runs at once.',
    watch() {
      const active = new Map<string, number>();
      return {
        see(one) {
          if ((one.what !== 'run-queued' && one.what !== 'run-ended') || one.purpose !== 'work') return undefined;
          const key = keyOf(one, one.subject);
          const runs = (active.get(key) ?? 0) + (one.what === 'run-queued' ? 1 : -1);
          active.set(key, runs);
          return runs > 1 ? `${one.subject} has ${runs} runs` : undefined;
        },
      };
    },
  },
  {
    name: 'neverAboveParallelRuns',
    meaning: 'A project never has more runs of tasks than its limit.',
    watch() {
      const limits = new Map<string, number>();
      const active = new Map<string, number>();
      return {
        see(one) {
          if (one.what === 'project-started') limits.set(one.project, one.parallelRuns);
          if ((one.what !== 'run-queued' && one.what !== 'run-ended') || one.purpose !== 'work') return undefined;
          const runs = (active.get(one.project) ?? 0) + (one.what === 'run-queued' ? 1 : -1);
          active.set(one.project, runs);
          const limit = limits.get(one.project) ?? Number.POSITIVE_INFINITY;
          return runs > limit ? `${runs} runs at once, ${limit} are allowed` : undefined;
        },
      };
    },
  },
  {
    name: 'dependenciesFirst',
    meaning: 'A task starts once all that it depends on is complete.',
    watch() {
      const complete = new Set<string>();
      return {
        see(one) {
          if (one.what === 'moved' && one.of === 'task') {
            if (one.to === 'Complete') complete.add(keyOf(one, one.subject));
            else complete.delete(keyOf(one, one.subject));
          }
          if (one.what !== 'run-queued' || one.purpose !== 'work') return undefined;
          const missing = one.dependsOn.find((name) => !complete.has(keyOf(one, name)));
          return missing === undefined ? undefined : `${one.subject} was started before ${missing} was complete`;
        },
      };
    },
  },
];

function keyOf({ project }: Happening, ...names: readonly string[]): string {
  return [project, ...names].join(' ');
}
