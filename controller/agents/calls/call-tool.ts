import type { Observation } from '../../sandbox/skill-handler.ts';
import { carryOut } from './carry-out.ts';
import { checkOf } from './check-effect.ts';
import { judgeCall } from './judge-call.ts';
import { throughLedger } from './ledger.ts';
import type { PlacedCall } from '../session/progress.ts';
import { readArguments } from './read-arguments.ts';
import { failed, type Failed, type RunSession } from '../session/run-session.ts';
import type { Toolbox } from './toolbox.ts';
import type { Workbench } from '../bench/workbench.ts';

export type CallEnd<T> =
  | { readonly kind: 'observed'; readonly observation: Observation }
  /** The control tool accepted what was handed in. */
  | { readonly kind: 'submitted'; readonly value: T; readonly observation: Observation }
  | Failed;

/** One call of a tool, whatever the model wrote: an unknown tool, bad arguments and a denial are observations. */
export async function callTool<T>(
  session: RunSession,
  bench: Workbench | undefined,
  toolbox: Toolbox<T>,
  placed: PlacedCall,
): Promise<CallEnd<T>> {
  const { call } = placed;
  if (toolbox.control !== undefined && call.name === toolbox.control.tool.name) {
    return submit(toolbox.control, call.arguments);
  }
  const skill = toolbox.skills.get(call.name);
  if (skill === undefined || bench === undefined) return observed(false, unknownTool(call.name, toolbox));
  const read = readArguments(call.arguments, skill.spec.parameters);
  if (!read.ok) return observed(false, read.text);
  const judgement = await judgeCall(session, skill, read.args);
  if (judgement.effect === 'deny') {
    return observed(false, `PERMISSION_DENIED: ${call.name} is not allowed here: ${judgement.reason}`);
  }
  if (judgement.effect === 'ask') {
    return failed('permission-ask', asking(session, call.name, read.args, judgement.reason), judgement.digest);
  }
  // Before anything is intended: of a call that had no sandbox, nobody need be asked whether it took effect.
  await bench.sandbox(skill.spec.network ?? false);
  return throughLedger(session, {
    placed,
    skill,
    digest: judgement.digest,
    act: () => carryOut(session, bench, skill, read.args),
    check: checkOf(session, bench, skill, read.args),
  });
}

function submit<T>(control: NonNullable<Toolbox<T>['control']>, text: string): CallEnd<T> {
  const read = readArguments(text, control.tool.parameters);
  if (!read.ok) return observed(false, read.text);
  const accepted = control.accept(read.args);
  if (!accepted.ok) return observed(false, accepted.text);
  return { kind: 'submitted', value: accepted.value, observation: { ok: true, text: 'accepted' } };
}

function observed<T>(ok: boolean, text: string): CallEnd<T> {
  return { kind: 'observed', observation: { ok, text } };
}

function unknownTool<T>(name: string, toolbox: Toolbox<T>): string {
  const known = toolbox.tools.map((tool) => tool.name).join(', ');
  return `there is no tool "${name}"; the tools are: ${known === '' ? 'none' : known}`;
}

// What was read, not what was written: of a field that is there twice, only one would be carried out.
function asking({ agent }: RunSession, skill: string, args: Readonly<Record<string, unknown>>, reason: string): string {
  const text = JSON.stringify(args);
  const shown = text.length > 500 ? `${text.slice(0, 500)}…` : text;
  return `${agent?.metadata.name ?? 'the agent'} asks to call ${skill} with ${shown} (${reason})`;
}
