import { skillName } from '../../catalog/kinds/kinds.ts';
import { PlannedTask } from '../../catalog/kinds/project.ts';
import { validateTaskGraph } from '../../catalog/task-graph.ts';
import type { ControlTool } from '../calls/toolbox.ts';

const maxProblems = 10;

/** How a plan is handed in: the task graph is checked at once, and what is wrong with it is told to the planner. */
export function submitPlan(bounds: {
  readonly skills: readonly string[];
  readonly maxTasks: number;
}): ControlTool<readonly PlannedTask[]> {
  return {
    tool: {
      name: 'submit_plan',
      description:
        'Hands in the plan and ends the planning. It is checked; when it is refused, correct it and hand it in again.',
      parameters: {
        type: 'object',
        properties: { tasks: { type: 'array', minItems: 1, maxItems: bounds.maxTasks, items: PlannedTask } },
        required: ['tasks'],
        additionalProperties: false,
      },
    },
    accept(args) {
      // The arguments are valid by the schema above, from which the type is made.
      const tasks = args['tasks'] as readonly PlannedTask[];
      const problems = validateTaskGraph(tasks, { skills: bounds.skills.map(skillName), maxTasks: bounds.maxTasks });
      if (problems.length === 0) return { ok: true, value: tasks };
      const lines = problems.slice(0, maxProblems).map((problem) => `- ${problem.message}`);
      return { ok: false, text: `the plan cannot be used:\n${lines.join('\n')}` };
    },
  };
}
