const head = (kind: string, name = 'x') =>
  `apiVersion: maios.dev/v1alpha1\nkind: ${kind}\nmetadata:\n  name: ${name}\nspec:\n`;
const task = (name: string, more = '') => `    - name: ${name}\n      title: Do ${name}\n${more}`;
const rules = (body: string, stage = 'phase') =>
  `${head('RuleSet')}  stage: ${stage}\n  hitPolicy: first\n  rules:\n    - name: only\n${body}`;

/** Specs that are wrong in one way each; what is said about them is in golden/. */
export const badSpecs: Readonly<Record<string, string>> = {
  'half written': `${head('Agent')}  role: developer\n  instructions: "You write sm`,
  'unclosed bracket': `${head('Agent')}  role: developer\n  skills: [read_file, \n`,
  'tab as indentation': `${head('Agent')}\trole: developer\n`,
  'duplicate field': `${head('Agent')}  role: developer\n  instructions: Work.\n  role: tester\n`,
  'prototype field': `${head('Agent')}  role: developer\n  instructions: Work.\n  traits:\n    __proto__: { admin: true }\n    constructor: 1\n`,
  'unknown alias': `${head('Agent')}  role: *nobody\n  instructions: Work.\n`,
  'unknown tag': `${head('Agent')}  role: !role developer\n  instructions: Work.\n`,
  'binary value': `${head('Agent')}  role: !!binary aGk=\n  instructions: Work.\n`,
  'list as field name': `${head('Agent')}  ? [role]\n  : developer\n`,
  'number beyond precision': `${head('Agent')}  role: developer\n  instructions: Work.\n  traits: { id: 12345678901234567890, weight: .inf }\n`,
  'old yaml': `%YAML 1.1\n---\n${head('Agent')}  role: developer\n  instructions: yes\n`,
  'control character': `${head('Agent')}  role: dev\u0000eloper\n`,
  'not an object': 'just some text\n',
  'colon in text': `${head('Project')}  request: Fix this: the build\n`,
  'field without a colon': `${head('Agent')}  role: developer\n  instructions\n`,
  'uneven indentation': `${head('Agent')}  role: developer\n    instructions: Work.\n`,
  'bracket left open above': `${head('Agent')}  skills: [read_file\n  role: developer\n  instructions: Work.\n`,
  'merge key': `${head('Agent')}  <<: { role: developer }\n  instructions: Work.\n`,
  'a list': '- kind: Agent\n- kind: Agent\n',
  'no header': 'request: Build something.\n',
  'wrong version': 'apiVersion: maios.dev/v2\nkind: Agent\nmetadata: { name: x }\nspec: {}\n',
  'unknown kind': head('Agents'),
  'unknown field': `${head('Agent')}  role: developer\n  instruction: Work.\n  colour: blue\n`,
  'missing fields': `${head('Agent')}  capacity: 1\n`,
  'wrong types': `${head('Agent')}  role: developer\n  instructions: [Work.]\n  skills: read_file\n  capacity: "2"\n  traits: { fast: [yes] }\n`,
  'out of bounds': `${head('Agent')}  role: developer\n  instructions: ""\n  capacity: 101\n`,
  'bad names': `${head('Agent', 'Ada Lovelace')}  role: Developer\n  instructions: Work.\n  skills: [read-File]\n  model: ${'m'.repeat(64)}\n`,
  'label too long': `apiVersion: maios.dev/v1alpha1\nkind: Agent\nmetadata:\n  name: x\n  labels:\n    ${'l'.repeat(64)}: v\nspec:\n  role: developer\n  instructions: Work.\n`,
  'key instead of reference': `${head('Model')}  provider: openai\n  endpoint:\n    key: sk-1234567890\n`,
  'unknown provider': `${head('Model')}  provider: opneai\n`,
  'scripted without script': `${head('Model')}  provider: scripted\n`,
  'script without scripted': `${head('Model')}  provider: openai\n  script:\n    - match: {}\n      say: hi\n`,
  'no subjects': `${head('SkillPermission')}  subjects: {}\n  skills: [read_file]\n  effect: maybe\n`,
  'permission on an unknown fact': `${head('SkillPermission')}  subjects: { all: true }\n  skills: [read_file]\n  effect: deny\n  when:\n    all:\n      - fact: call.argumnts\n        operator: equal\n        value: 1\n`,
  'builtin without a name': `${head('Skill')}  description: d\n  parameters: { type: object }\n  handler: { type: builtin }\n  effect: pure\n`,
  'handler of both types': `${head('Skill')}  description: d\n  parameters: { type: object }\n  handler: { type: command, name: x, command: [x] }\n  effect: pure\n`,
  'parameters that are no schema': `${head('Skill')}  description: d\n  parameters:\n    type: object\n    properties: { path: { type: strin } }\n  handler: { type: builtin, name: x }\n  effect: pure\n`,
  'parameters without names': `${head('Skill')}  description: d\n  parameters: { type: array }\n  handler: { type: builtin, name: x }\n  effect: pure\n`,
  'cyclic tasks': `${head('Project')}  request: r\n  tasks:\n${task('a', '      dependsOn: [c]\n')}${task('b', '      dependsOn: [a]\n')}${task('c', '      reviews: b\n')}`,
  'cyclic parents': `${head('Project')}  request: r\n  tasks:\n${task('a', '      parent: b\n')}${task('b', '      parent: a\n')}`,
  'unknown tasks': `${head('Project')}  request: r\n  tasks:\n${task('build', '      dependsOn: [biuld, tset]\n')}${task('test', '      parent: none\n      reviews: test\n')}`,
  'tasks of one name': `${head('Project')}  request: r\n  tasks:\n${task('a')}${task('b')}${task('a')}`,
  'more tasks than allowed': `${head('Project')}  request: r\n  limits: { tasks: 1 }\n  tasks:\n${task('a')}${task('b')}`,
  'rule on an unknown fact': rules(
    `      conditions:\n        all:\n          - fact: fase\n            operator: equal\n            value: Plan\n      event: { type: Plan }\n`,
  ),
  'rule with an unknown operator': rules(
    `      conditions:\n        all:\n          - fact: phase\n            operator: equals\n            value: Plan\n      event: { type: Plan }\n`,
  ),
  'rule for no known time': rules(
    `      for: ten minutes\n      rate: { times: 0, within: 1w }\n      conditions: { all: [{ fact: phase, operator: equal, value: Plan }] }\n      event: { type: Plan }\n`,
  ),
  'mistakes all over a rule set': `${rules(
    `      for: 900d\n      conditions: { all: [{ condition: lat }] }\n      event:\n        type: Plan\n        params:\n          x: { fact: phaseMinuts }\n          y: { fact: phase, path: $..x }\n`,
  )}  conditions:\n    late:\n      any:\n        - { fact: phaseMinutes, operator: greaterThan, value: '9' }\n        - fact: timers\n          operator: equal\n          value: 1\n`,
  'rule to an unknown phase': rules(
    `      conditions:\n        all:\n          - fact: phase\n            operator: equal\n            value: Plan\n      event: { type: Planing }\n`,
  ),
};
