import { stringify } from 'yaml';
import type { Outside } from './outside.ts';

/** Who works and with what: everything but the projects themselves. */
export function relayCrew({ lines }: Outside, delayMs: number): string {
  const agents = ['pia', 'dan', 'eva', 'rea'];
  return documents([
    resource('Model', 'relay', { provider: 'scripted', script: scriptOf(delayMs) }),
    agent('pia', 'planner', ['list_files']),
    agent('dan', 'developer', [...working]),
    agent('eva', 'developer', [...working]),
    agent('rea', 'reviewer', ['read_file']),
    command('ring-once', 'once', `cat >/dev/null; ${lines.once}; echo rung`),
    command('ring-known', 'reconcilable', `cat >/dev/null; ${lines.known}; echo rung`, [
      'sh',
      '-c',
      `cat >/dev/null; ${lines.wasKnown}`,
    ]),
    command('mark', 'idempotent', `cat >/dev/null; ${lines.mark}; echo marked`),
    // Its parent is sandboxd, and whose child that is works on the run.
    command('poison', 'idempotent', `kill -9 $(awk '{ print $4 }' /proc/$PPID/stat); sleep 5`),
    command('ask-first', 'idempotent', 'cat >/dev/null; echo asked'),
    permission('relay-work', { agents }, [...new Set(['list_files', ...working])], 'allow'),
    permission('relay-ask', { agents }, ['ask-first'], 'ask'),
  ]);
}

const working = ['write_file', 'read_file', 'ring-once', 'ring-known', 'mark', 'ask-first', 'poison'] as const;

/**
 * A project that uses every purpose: a plan, two tasks side by side of which one fails its proof once, one that needs
 * both and asks a person first, a review, and acceptance.
 */
export function relayProject(name: string): string {
  return documents([
    resource('Project', name, {
      request: 'Three files, each proved by a command.',
      model: 'relay',
      agents: { names: ['pia', 'dan', 'eva', 'rea'] },
      acceptance: [{ name: 'all', command: 'cat first.txt second.txt third.txt' }],
    }),
  ]);
}

/** A project of one task, which kills the process that works on it. */
export function poisonProject(name: string): string {
  return documents([
    resource('Project', name, {
      request: 'Kill whoever works on this.',
      model: 'relay',
      agents: { names: ['dan'] },
      tasks: [{ name: 'poison', title: 'Kill the worker', skills: ['poison'], verify: 'true' }],
    }),
  ]);
}

export type ProjectKind = 'relay' | 'poison';

const plan = [
  { name: 'first', title: 'Write the first file', role: 'developer', skills: ['ring-once'], verify: 'cat first.txt' },
  {
    name: 'second',
    title: 'Write the second file',
    role: 'developer',
    skills: ['write_file'],
    verify: 'grep -q two second.txt',
  },
  {
    name: 'third',
    title: 'Write the third file',
    role: 'developer',
    skills: ['ask-first'],
    dependsOn: ['first', 'second'],
    verify: 'cat first.txt second.txt third.txt',
  },
  { name: 'look', title: 'Review the first file', role: 'reviewer', skills: ['read_file'], reviews: 'first' },
];

function scriptOf(delayMs: number): readonly object[] {
  const turn = (match: object, say: string, ...calls: readonly object[]): object => ({ match, say, calls, delayMs });
  const call = (skill: string, args: object = {}): object => ({ skill, arguments: args });
  const write = (path: string, content: string): object => call('write_file', { path, content });
  return [
    turn({ purpose: 'plan', turn: 1 }, 'I look.', call('list_files', { path: '.' })),
    turn({ purpose: 'plan' }, 'Two side by side, then one.', call('submit_plan', { tasks: plan })),
    turn({ purpose: 'work', task: 'poison' }, 'I kill.', call('poison')),
    turn({ purpose: 'work', task: 'first', turn: 1 }, 'I write.', write('first.txt', 'one\n')),
    turn({ purpose: 'work', task: 'first', turn: 2 }, 'I ring.', call('ring-once'), call('ring-known')),
    turn({ purpose: 'work', task: 'first' }, 'The first file is written.'),
    turn({ purpose: 'work', task: 'second', attempt: 1, turn: 1 }, 'I write.', write('second.txt', 'not yet\n')),
    turn({ purpose: 'work', task: 'second', turn: 1 }, 'I write.', write('second.txt', 'two\n'), call('mark')),
    turn({ purpose: 'work', task: 'second' }, 'The second file is written.'),
    turn({ purpose: 'work', task: 'third', turn: 1 }, 'I ask.', call('ask-first')),
    turn({ purpose: 'work', task: 'third', turn: 2 }, 'I write.', write('third.txt', 'three\n')),
    // Longer than the beat of a short lease.
    { ...turn({ purpose: 'work', task: 'third' }, 'The third file is written.'), delayMs: 800 },
    turn({ purpose: 'review', turn: 1 }, 'I read.', call('read_file', { path: 'first.txt' })),
    turn({ purpose: 'review' }, 'Good.', call('submit_review', { verdict: 'approve', comments: 'Good.' })),
    turn({ purpose: 'reflect', task: 'second' }, 'Say what the proof wants to read.'),
    turn({ purpose: 'reflect' }, 'Nothing to learn.'),
  ];
}

function agent(name: string, role: string, skills: readonly string[]): object {
  return resource('Agent', name, {
    role,
    model: 'relay',
    capacity: 4,
    skills,
    instructions: 'You do as the script says.',
  });
}

function command(name: string, effect: string, line: string, check?: readonly string[]): object {
  return resource('Skill', name, {
    description: `Does what ${name} says.`,
    parameters: { type: 'object', properties: {}, additionalProperties: false },
    handler: { type: 'command', command: ['sh', '-c', line] },
    effect,
    ...(check === undefined ? {} : { check }),
  });
}

function permission(name: string, subjects: object, skills: readonly string[], effect: string): object {
  return resource('SkillPermission', name, { subjects, skills, effect });
}

function resource(kind: string, name: string, spec: object): object {
  return { apiVersion: 'maios.dev/v1alpha1', kind, metadata: { name }, spec };
}

function documents(resources: readonly object[]): string {
  return resources.map((each) => stringify(each)).join('---\n');
}
