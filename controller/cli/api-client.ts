import { MaiosError } from '../errors/maios-error.ts';
import type { ProjectEvent } from '../events/event.ts';
import type { Recollection } from '../memory/recall.ts';
import type { DecisionExplanationView } from '../api/explain/explain-decision.ts';
import type { WhyNotView } from '../api/explain/why-not-view.ts';
import type { Problem } from '../api/problem.ts';
import type { AgentSpec } from '../catalog/kinds/agent.ts';
import type { SentDocument } from '../catalog/sources/sent-documents.ts';
import type { RuleSetResource } from '../catalog/kinds/kinds.ts';
import type { ApplyReport, Change } from '../orchestrator/control/control.ts';
import type { PauseReport } from '../orchestrator/control/set-paused.ts';
import type { ReplayReport } from '../policy/replay/replay-report.ts';
import type { AgentView } from '../store/operations/views/list-agents.ts';
import type { ProjectSummaryView } from '../store/operations/views/list-projects.ts';
import type { OrganizationView } from '../store/operations/views/organization-view.ts';
import type { ProjectDetailView } from '../store/operations/views/project-detail.ts';
import type { TaskLogsView } from '../store/operations/views/task-logs.ts';
import type { TaskView } from '../store/operations/views/task-view.ts';
import type { WhyView } from '../store/operations/views/why.ts';
import type { Client } from './client.ts';

/** What `POST /api/sources` answers. */
export interface SourceReport extends Omit<ApplyReport, 'problems'> {
  readonly problems: readonly Problem[];
}

/** The recorded decisions that a replay is about. */
export interface ReplayedHistory {
  readonly ruleSet: string;
  /** Those since then, in ms since 1970. */
  readonly since: number;
  /** Those of this project alone, by name or id. */
  readonly project?: string | undefined;
}

interface Items<T> {
  readonly items: readonly T[];
}

/** The API as the commands use it. */
export type ApiClient = ReturnType<typeof createApiClient>;

export function createApiClient(client: Client) {
  const project = (id: string, rest = ''): string => `/api/projects/${word(id)}${rest}`;
  return {
    health: (signal?: AbortSignal) =>
      client.get<{ readonly version: string; readonly works: boolean }>('/healthz', signal),
    backup: (signal: AbortSignal) => client.stream('/api/backup', signal),
    startProject: (body: { readonly request: string; readonly name?: string }) =>
      client.post<{ readonly id: string; readonly name: string }>('/api/projects', body),
    addSource: (body: { readonly kind: 'files' | 'git'; readonly path: string; readonly again: boolean }) =>
      client.post<SourceReport>('/api/sources', body),
    apply: (body: { readonly name: string; readonly documents: readonly SentDocument[]; readonly again: boolean }) =>
      client.post<SourceReport>('/api/apply', body),
    /** The newest, at most `limit`. */
    projects: async (limit = 100) =>
      (await client.get<Items<ProjectSummaryView>>(`/api/projects?limit=${limit}`)).items,
    project: (id: string, signal?: AbortSignal) => client.get<ProjectDetailView>(project(id), signal),
    events: (id: string, since: number, signal: AbortSignal): AsyncGenerator<ProjectEvent> =>
      client.events(id, since, signal),
    giveInput: (id: string, text: string) =>
      client.post<{ readonly answered: boolean; readonly text: string }>(project(id, '/input'), { text }),
    cancel: (id: string) => client.post<undefined>(project(id, '/cancel'), {}),
    suspend: (id: string) => client.post<undefined>(project(id, '/suspend'), {}),
    resume: (id: string) => client.post<undefined>(project(id, '/resume'), {}),
    organization: () => client.get<OrganizationView>('/api/organization'),
    setPaused: (paused: boolean) => client.post<PauseReport>(`/api/organization/${paused ? 'pause' : 'resume'}`, {}),
    exportResult: (id: string, folder: string) =>
      client.post<{ readonly commit: string; readonly folder: string }>(project(id, '/result'), { folder }),
    /** The work as a git bundle; the header Maios-Commit is the commit at its main. */
    bundleOf: (id: string, signal: AbortSignal) => client.stream(project(id, '/result'), signal),
    agents: async () => (await client.get<Items<AgentView>>('/api/agents')).items,
    createAgent: (name: string, spec: Partial<AgentSpec>) =>
      client.post<{ readonly name: string; readonly change: Change }>('/api/agents', { name, ...spec }),
    tasks: async (id?: string) =>
      (await client.get<Items<TaskView>>(`/api/tasks${id === undefined ? '' : `?project=${encodeURIComponent(id)}`}`))
        .items,
    taskLogs: (id: string, after: string) =>
      client.get<TaskLogsView>(`/api/tasks/${word(id)}/logs?after=${encodeURIComponent(after)}`),
    why: (id: string) => client.get<WhyView>(`/api/why/${word(id)}`),
    replay: (
      { ruleSet, since, project: of }: ReplayedHistory,
      body: { readonly old?: RuleSetResource; readonly new: RuleSetResource },
      signal: AbortSignal,
    ) => {
      const query = new URLSearchParams({
        ruleSet,
        since: String(since),
        ...(of === undefined ? {} : { project: of }),
      });
      return client.post<ReplayReport>(`/api/rules/diff?${query.toString()}`, body, signal);
    },
    whyNot: (id: string, to: string) => client.get<WhyNotView>(`/api/why-not/${word(id)}?to=${encodeURIComponent(to)}`),
    explainDecision: (id: string) => client.get<DecisionExplanationView>(`/api/decisions/${word(id)}/explanation`),
    searchMemory: async (query: string, limit: number) =>
      (await client.post<Items<Recollection>>('/api/memory/search', { query, limit })).items,
  };
}

// A variable of a script that is not set would name another path.
function word(id: string): string {
  if (id.trim() !== '') return encodeURIComponent(id);
  throw new MaiosError('USAGE', 'expected a name or an id, found nothing between the quotes', {
    fix: 'List what there is, for instance with `maios project list`.',
  });
}
