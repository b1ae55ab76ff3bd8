import { apiVersion } from '../../catalog/kinds/envelope.ts';
import { digestOf } from '../../catalog/kinds/digest.ts';
import type { AgentResource, AnyResource, ProjectResource } from '../../catalog/kinds/kinds.ts';
import { readSentDocuments } from '../../catalog/sources/sent-documents.ts';
import type { SpecSource } from '../../catalog/sources/spec-source.ts';
import { checkResource } from '../../catalog/validate/check-resource.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { faultpoint } from '../../faults/faultpoint.ts';
import type { RunQueue } from '../../queue/queue.ts';
import type { ProjectRow } from '../../store/entities/project.ts';
import type { Scope } from '../../store/scope.ts';
import type { Store, Tx } from '../../store/store.ts';
import type { Workspaces } from '../../workspace/workspace.ts';
import type { ApplyReport, Control } from './control.ts';
import type { Declarer } from '../declare/declarer.ts';
import type { SourceWatch } from '../declare/source-watch.ts';
import type { Orchestrator } from '../orchestrator.ts';
import { giveInput } from './give-input.ts';
import { createHandOver, requireProject } from './hand-over.ts';
import { nameFor } from './name-for.ts';
import { requestCancel } from './request-cancel.ts';
import { setPaused } from './set-paused.ts';
import { setSuspended } from './set-suspended.ts';

export interface ControlDependencies {
  readonly store: Store;
  readonly declarer: Declarer;
  readonly sources: SourceWatch;
  readonly openSource: (source: { readonly kind: 'files' | 'git'; readonly path: string }) => SpecSource;
  readonly orchestrator: Orchestrator;
  readonly queue: RunQueue;
  readonly workspaces: Workspaces;
}

const agentDefaults = {
  role: 'developer',
  instructions: 'You are a careful developer. Work in small steps, check your work, and say in the end what you did.',
  skills: [
    'read_file',
    'write_file',
    'list_files',
    'search_code',
    'execute_code',
    'run_tests',
    'git_operation',
    'search_memory',
  ],
} as const;

/** Everything that a client can make the organization do; each change wakes the project that it is about. */
export function createControl(deps: ControlDependencies): Control {
  const { store, declarer, orchestrator, queue } = deps;
  const change = async <T>(
    scope: Scope,
    name: string,
    work: (tx: Tx, project: ProjectRow) => Promise<T>,
  ): Promise<T> => {
    const [project, result] = await store.transaction(async (tx) => {
      // Locked, since it may be ending at this moment.
      const found = await requireProject(tx, scope, name, { locked: true });
      return [found, await work(tx, found)] as const;
    });
    faultpoint('answer.committed');
    orchestrator.wake(project.id);
    return result;
  };
  return {
    addSource: async (_scope, { again, ...source }) => deps.sources.add(deps.openSource(source), again),
    applyDocuments: async (_scope, { name, documents, again }) =>
      declarer.apply(await readSentDocuments(name, documents), { again }),
    async startProject(_scope, { request, name }) {
      const resource: ProjectResource = {
        apiVersion,
        kind: 'Project',
        metadata: { name: name ?? nameFor(request, store.clock.now()) },
        spec: { request },
      };
      const { projects } = await declare(declarer, resource);
      const project = projects.find((each) => each.name === resource.metadata.name);
      if (project === undefined) throw new MaiosError('INTERNAL', 'expected a project, found none');
      return project;
    },
    giveInput: async (scope, name, text, escalation) =>
      change(scope, name, async (tx, project) => giveInput(tx, scope, store.clock.now(), project, text, escalation)),
    cancel: async (scope, name) =>
      change(scope, name, async (tx, project) => requestCancel(tx, scope, store.clock.now(), project)),
    async setSuspended(scope, name, suspended) {
      const paused = await change(scope, name, async (tx, project) =>
        setSuspended(tx, scope, store.clock.now(), project, suspended),
      );
      for (const runId of paused) await queue.stop(runId, 'suspended');
    },
    setPaused: async (scope, paused) => setPaused({ store, queue }, scope, paused),
    async createAgent(_scope, name, spec) {
      const resource: AgentResource = {
        apiVersion,
        kind: 'Agent',
        // The label that the permissions of the software factory go by: without it, nothing would be allowed.
        metadata: { name, labels: { 'maios.dev/factory': spec.role ?? agentDefaults.role } },
        spec: { ...agentDefaults, skills: [...agentDefaults.skills], ...spec },
      };
      const { applied } = await declare(declarer, resource);
      return applied.find((one) => one.kind === 'Agent' && one.name === name)?.change ?? 'unchanged';
    },
    ...createHandOver(store, deps.workspaces),
  };
}

async function declare(declarer: Declarer, resource: AnyResource): Promise<ApplyReport> {
  const [problem] = checkResource(resource);
  if (problem !== undefined) throw problem;
  const digest = digestOf({ metadata: resource.metadata, spec: resource.spec });
  const report = await declarer.declare(resource, digest, { again: false });
  const refusal = report.problems.find(
    (found) => found.details['resource'] === `${resource.kind}/${resource.metadata.name}`,
  );
  if (refusal !== undefined) throw refusal;
  return report;
}
