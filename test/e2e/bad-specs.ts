const head = (kind: string, name: string): string =>
  `apiVersion: maios.dev/v1alpha1\nkind: ${kind}\nmetadata:\n  name: ${name}\nspec:\n`;
const request = '  request: A file.\n  agents: { names: [dan] }\n  model: script\n';
const rule = (condition: string, event: string): string => `  stage: phase
  hitPolicy: first
  rules:
    - name: only
      conditions: { all: [${condition}] }
      event: { type: ${event} }
`;

/** A project that is over at once, and what it needs. */
export const sound: Readonly<Record<string, string>> = {
  'dan.yaml': `${head('Agent', 'dan')}  role: developer
  capacity: 8
  model: script
  skills: [write_file]
  instructions: You write files.
---
${head('SkillPermission', 'dan-writes')}  subjects: { agents: [dan] }
  skills: [write_file]
  effect: allow
---
${head('Model', 'script')}  provider: scripted
  script:
    - match: { purpose: work, turn: 1 }
      calls: [{ skill: write_file, arguments: { path: done.txt, content: "done\\n" } }]
    - { match: { purpose: work }, say: It is done. }
    - { match: { purpose: reflect }, say: "" }
`,
  'fine.yaml': projectOf('fine'),
};

/** A project of one task. */
export function projectOf(name: string, more = ''): string {
  return `${head('Project', name)}${request}${more}  tasks:
    - { name: work, title: Write a file, verify: grep -q done done.txt }
`;
}

/** Specs that are wrong in one way each; what a user is told is in golden/. */
export const bad: Readonly<Record<string, string>> = {
  'malformed.yaml': `${head('Agent', 'broken')}  role: developer\n  skills: [read_file,\n`,
  'huge.yaml': `# ${'x'.repeat(5_000_000)}\n`,
  'bomb.yaml': '['.repeat(2048),
  'bomb-again.yaml': `a: ${'['.repeat(2048)}`,
  'half-written.yaml': projectOf('late').slice(0, -40),
  'unknown-kind.yaml': head('Agents', 'ada'),
  'unknown-field.yaml': projectOf('colourful', '  colour: blue\n'),
  'dangling.yaml': projectOf('dangling').replace('[dan]', '[dam]'),
  'cyclic.yaml': `${head('Project', 'cyclic')}${request}  tasks:
    - { name: hen, title: Hatch, dependsOn: [egg] }
    - { name: egg, title: Be laid, dependsOn: [hen] }
`,
  'unknown-fact.yaml': head('RuleSet', 'moody') + rule('{ fact: project.mood, operator: equal, value: bad }', 'Failed'),
  'unknown-operator.yaml':
    head('RuleSet', 'fuzzy') + rule('{ fact: phase, operator: resembles, value: Plan }', 'Failed'),
};

/** A rule set that is well-formed and wants what can never be. */
export const illegal = `${head('RuleSet', 'hasty')}${rule('{ fact: phase, operator: equal, value: Plan }', 'Complete')}---
${projectOf('astray', '  rules: { phase: hasty }\n')}`;
