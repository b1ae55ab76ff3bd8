import type { PlannedTask } from '../../catalog/kinds/project.ts';
import type { RunResult } from '../../store/run-contract.ts';
import { labelOf } from '../bench/checkout.ts';
import { maxTurnsOf } from '../opening/limits-rule.ts';
import { modelOfRun } from '../turns/model-of-run.ts';
import { planOpening } from '../opening/plan-opening.ts';
import { submitPlan } from './plan.ts';
import { runLoop } from '../turns/run-loop.ts';
import type { RunSession } from '../session/run-session.ts';
import { toolboxOf } from '../calls/toolbox.ts';
import { openWorkbench } from '../bench/workbench.ts';
import type { Workplace } from '../bench/workplace.ts';

const defaultMaxTasks = 50;

/** Turns the request into a task graph that is valid as a graph. The planner may look around, and changes nothing. */
export async function runPlan(session: RunSession, place: Workplace): Promise<RunResult> {
  const { deps, scope, work } = session;
  const model = modelOfRun(session);
  await using bench = openWorkbench(deps, async () => (await place.open()).worktree, labelOf(session));
  const maxTasks = work.project.spec.limits?.tasks ?? defaultMaxTasks;
  const catalog = deps.catalog(scope);
  const skills = catalog.list('Skill').map(({ resource }) => resource.metadata.name);
  const end = await runLoop<readonly PlannedTask[]>(session, {
    purpose: 'plan',
    model,
    opening: await planOpening(session, await bench.sandbox(false), maxTasks),
    toolbox: toolboxOf(catalog, session.agent, submitPlan({ skills, maxTasks }), ({ spec }) => spec.effect === 'pure'),
    bench,
    maxTurns: maxTurnsOf(session),
  });
  if (end.kind === 'submitted') return planned(end.value, end.text);
  const failure =
    end.kind === 'failed'
      ? end.failure
      : { class: 'plan-invalid' as const, message: 'expected a plan, found only words' };
  return {
    outcome: 'failed',
    failure: refusedOften(session) && failure.class === 'turn-limit' ? asInvalid(session) : failure,
    summary: failure.message,
  };
}

function planned(plan: readonly PlannedTask[], text: string): RunResult {
  const names = plan.map((task) => task.name).join(', ');
  return { outcome: 'succeeded', plan, summary: text.trim() === '' ? `${plan.length} tasks: ${names}` : text.trim() };
}

// A planner that used up its turns handing in plans that were refused made bad plans; it was not slow.
function refusedOften({ steps }: RunSession): boolean {
  return lastRefusal(steps) !== undefined;
}

function asInvalid({ steps }: RunSession): NonNullable<RunResult['failure']> {
  return {
    class: 'plan-invalid',
    message: `expected a usable plan within the turn limit, found: ${lastRefusal(steps) ?? ''}`,
  };
}

function lastRefusal(steps: RunSession['steps']): string | undefined {
  const step = steps.findLast((other) => other.kind === 'observation' && other.body.skill === 'submit_plan');
  return step?.kind === 'observation' && !step.body.ok ? step.body.text : undefined;
}
