import type { Kind } from '../../controller/catalog/kinds/kinds.ts';

/** A spec, and the one before it where something was changed, with the messages of the rules of its kind that it breaks. */
export interface CelCase {
  readonly kind: Kind;
  readonly spec: object;
  readonly before?: object;
  readonly breaks: readonly string[];
}

const skill = { description: 'd', parameters: { type: 'object' }, effect: 'pure' };
const model = { provider: 'openai' };
const script = [{ match: {}, say: 'hi' }];
const rules = { hitPolicy: 'first', rules: [] };

/**
 * What the CEL rules of the kinds say. File mode is held to it; the API server, which is given the same strings, has to say the
 * same: each spec is sound but for what it breaks here.
 */
export const celCases: Readonly<Record<string, CelCase>> = {
  'a request that stays': {
    kind: 'Project',
    before: { request: 'a' },
    spec: { request: 'a', suspend: true },
    breaks: [],
  },
  'another request': {
    kind: 'Project',
    before: { request: 'a' },
    spec: { request: 'b' },
    breaks: ['request is fixed once the project exists; start a new project instead'],
  },
  'a new request': { kind: 'Project', spec: { request: 'a' }, breaks: [] },
  'a stage that stays': {
    kind: 'RuleSet',
    before: { stage: 'phase', ...rules },
    spec: { stage: 'phase', ...rules },
    breaks: [],
  },
  'another stage': {
    kind: 'RuleSet',
    before: { stage: 'phase', ...rules },
    spec: { stage: 'scoring', ...rules },
    breaks: ['stage is fixed; declare another rule set'],
  },
  'a model without a script': { kind: 'Model', spec: model, breaks: [] },
  'a scripted model': { kind: 'Model', spec: { provider: 'scripted', script }, breaks: [] },
  'a scripted model without a script': {
    kind: 'Model',
    spec: { provider: 'scripted' },
    breaks: ['a scripted model needs a script'],
  },
  'a script for an endpoint': {
    kind: 'Model',
    spec: { ...model, script },
    breaks: ['only a scripted model has a script'],
  },
  'a builtin with a name': { kind: 'Skill', spec: { ...skill, handler: { type: 'builtin', name: 'x' } }, breaks: [] },
  'a builtin without a name': {
    kind: 'Skill',
    spec: { ...skill, handler: { type: 'builtin' } },
    breaks: ['a builtin handler has a name, a command handler has none'],
  },
  'a command with a name': {
    kind: 'Skill',
    spec: { ...skill, handler: { type: 'command', name: 'x', command: ['x'] } },
    breaks: ['a builtin handler has a name, a command handler has none'],
  },
  'a reconcilable skill with a check': {
    kind: 'Skill',
    spec: { ...skill, effect: 'reconcilable', handler: { type: 'command', command: ['x'] }, check: ['y'] },
    breaks: [],
  },
  'a check of what needs none': {
    kind: 'Skill',
    spec: { ...skill, handler: { type: 'command', command: ['x'] }, check: ['y'] },
    breaks: ['only a reconcilable skill has a check'],
  },
  'a command': { kind: 'Skill', spec: { ...skill, handler: { type: 'command', command: ['x'] } }, breaks: [] },
  'a builtin with a command': {
    kind: 'Skill',
    spec: { ...skill, handler: { type: 'builtin', name: 'x', command: ['x'] } },
    breaks: ['a command handler has a command, a builtin handler has none'],
  },
};
