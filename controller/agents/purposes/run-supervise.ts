import type { RunResult } from '../../store/run-contract.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { failuresText } from '../opening/account.ts';
import { maxTurnsOf } from '../opening/limits-rule.ts';
import { modelOfRun } from '../turns/model-of-run.ts';
import { listed, openingOf } from '../opening/opening.ts';
import { runLoop } from '../turns/run-loop.ts';
import type { RunSession } from '../session/run-session.ts';
import { toolboxOf, type ControlTool } from '../calls/toolbox.ts';

type Decision = NonNullable<RunResult['decision']>;

const rules = [
  'Weigh what happened, and hand in what should be done by calling decide; a decision in words alone does not count.',
  'When only a person can know, decide for `person` if it is among the options.',
];

/** Asks a supervising model what to do about a failure. It looks at the account alone and calls no skills. */
export async function runSupervise(session: RunSession): Promise<RunResult> {
  const { context } = session.work.run;
  const { escalation } = context;
  if (escalation === undefined) {
    throw new MaiosError('STORE_BUG', 'expected a supervising run to know its escalation, found none');
  }
  const opening = openingOf(session.agent, rules, [
    { heading: 'The project', text: session.work.project.spec.request },
    {
      heading: 'What went wrong',
      text: `${escalation.failure.class}: ${escalation.failure.message}\n${escalation.failure.detail ?? ''}`,
    },
    { heading: 'What earlier attempts came to', text: failuresText(context) },
    { heading: 'What people said', text: listed(context.notes) },
    { heading: 'Options', text: listed(escalation.options.map(withMeaning)) },
  ]);
  const toolbox = toolboxOf(
    session.deps.catalog(session.scope),
    session.agent,
    decide(escalation.options),
    () => false,
  );
  const model = modelOfRun(session);
  const end = await runLoop<Decision>(session, {
    purpose: 'supervise',
    model,
    opening,
    toolbox,
    bench: undefined,
    maxTurns: maxTurnsOf(session),
  });
  if (end.kind === 'submitted') {
    return { outcome: 'succeeded', decision: end.value, summary: `${end.value.action}: ${end.value.reason}` };
  }
  const failure =
    end.kind === 'failed'
      ? end.failure
      : { class: 'turn-limit' as const, message: 'expected a decision, found only words' };
  return { outcome: 'failed', failure, summary: failure.message };
}

const meanings: Readonly<Record<string, string>> = {
  retry: 'the same agent tries again, and reads what went wrong',
  reassign: 'another agent takes over',
  condense: 'the same agent starts again from a short account of what was done',
  person: 'a person is asked',
  fail: 'it is given up',
};

function withMeaning(option: string): string {
  const meaning = meanings[option];
  return meaning === undefined ? option : `${option}: ${meaning}`;
}

function decide(options: readonly string[]): ControlTool<Decision> {
  const parameters = {
    type: 'object',
    properties: {
      action: { type: 'string', enum: [...options] },
      reason: { type: 'string', minLength: 1, maxLength: 2000 },
    },
    required: ['action', 'reason'],
    additionalProperties: false,
  };
  return {
    tool: { name: 'decide', description: 'Hands in what should be done, and why.', parameters },
    accept: (args) => ({ ok: true, value: { action: String(args['action']), reason: String(args['reason']) } }),
  };
}
