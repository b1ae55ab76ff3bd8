import type { Phase } from '../../policy/phases.ts';
import { rest, type Action } from './action.ts';
import { delegate } from './delegate.ts';
import { escalate } from './escalate.ts';
import { monitor } from './monitor.ts';
import { planProject } from './plan-project.ts';
import { reassign } from './reassign.ts';

/** What each phase does. Which phase comes next is for the rules. */
export const actions: Readonly<Record<Phase, Action>> = {
  Plan: planProject,
  Delegate: delegate,
  Monitor: monitor,
  Escalate: escalate,
  Reassign: reassign,
  Complete: rest,
  Failed: rest,
  Cancelled: rest,
};
