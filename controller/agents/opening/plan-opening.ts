import { agentPool } from '../../catalog/agent-pool.ts';
import { skillName, type AgentResource } from '../../catalog/kinds/kinds.ts';
import type { Message } from '../../models/model.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { failuresText } from './account.ts';
import { lessonsText } from './lessons.ts';
import { limitsRule } from './limits-rule.ts';
import { listed, openingOf } from './opening.ts';
import type { RunSession } from '../session/run-session.ts';

const rules = [
  'Turn the request into tasks for the agents below, and hand them in by calling submit_plan; a plan in words alone does not count.',
  'Give each task one clear result, the tasks that it depends on, and a verify command that exits 0 only when it is done; tasks that do not need each other run at the same time.',
  'Each task is worked on in a copy of the workspace at the results of its dependencies; only files in the workspace are passed on.',
  'Give each task the role of the agents that should do it.',
  'Name skills only where an agent must have them. Let somebody review what matters: a task with `reviews`.',
];

const listedFiles = { depth: 4, maxEntries: 200 };

/** How a planning run begins. */
export async function planOpening(
  session: RunSession,
  sandbox: Sandbox,
  maxTasks: number,
): Promise<readonly Message[]> {
  const { project, run } = session.work;
  const catalog = session.deps.catalog(session.scope);
  const { acceptance, limits } = project.spec;
  return openingOf(
    session.agent,
    [...rules, limitsRule(session)],
    [
      { heading: 'Request', text: project.spec.request },
      {
        heading: 'How the result is accepted',
        text: listed((acceptance ?? []).map(({ name, command }) => `${name}: ${command}`)),
      },
      { heading: 'Agents', text: listed(agentPool({ catalog, project }).map(agentLine)) },
      {
        heading: 'Skills (what agents can do; your own tools are another list)',
        text: listed(
          catalog
            .list('Skill')
            .map(({ resource }) => `${skillName(resource.metadata.name)}: ${firstLine(resource.spec.description)}`),
        ),
      },
      { heading: 'Limits', text: `At most ${maxTasks} tasks, ${limits?.parallelRuns ?? 4} at the same time.` },
      { heading: 'Files in the workspace', text: await filesText(sandbox) },
      { heading: 'What earlier plans came to', text: failuresText(run.context) },
      { heading: 'What people said', text: listed(run.context.notes) },
      { heading: 'Lessons of earlier work that may fit', text: await lessonsText(session, project.spec.request) },
    ],
  );
}

function agentLine({ metadata, spec }: AgentResource): string {
  return `${metadata.name} (${spec.role}): ${(spec.skills ?? []).map(skillName).join(', ') || 'no skills'}`;
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}

async function filesText(sandbox: Sandbox): Promise<string> {
  const { files, truncated } = await sandbox.listFiles('.', listedFiles);
  const names = files.filter((file) => file.type !== 'directory').map((file) => file.path);
  return names.length === 0 ? 'none yet' : `${names.join('\n')}${truncated ? '\n…' : ''}`;
}
