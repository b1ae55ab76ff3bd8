import type { Router } from '@koa/router';
import Type from 'typebox';
import { AgentSpec } from '../../catalog/kinds/agent.ts';
import { Name } from '../../catalog/kinds/envelope.ts';
import { listAgents } from '../../store/operations/views/list-agents.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import { problemOf } from '../problem.ts';
import { bodyOf } from '../read-body.ts';
import { refuseRemote } from './control-routes.ts';

const { role, instructions, skills, model, capacity, traits } = AgentSpec.properties;
const agentBody = bodyOf(
  Type.Object(
    {
      name: Name,
      role: Type.Optional(role),
      instructions: Type.Optional(instructions),
      skills,
      model,
      capacity,
      traits,
    },
    { additionalProperties: false },
  ),
);
const sourceBody = bodyOf(
  Type.Object(
    {
      kind: Type.Union([Type.Literal('files'), Type.Literal('git')]),
      path: Type.String({ minLength: 1, maxLength: 4096 }),
      again: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
);

/** As many files as a source may have would be more than one message; this much is thousands. */
const maxSentBytes = 32 * 1024 * 1024;
const sentBody = bodyOf(
  Type.Object(
    {
      name: Name,
      documents: Type.Array(
        Type.Object(
          { file: Type.String({ minLength: 1, maxLength: 4096 }), text: Type.String() },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: 10_000 },
      ),
      again: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
  maxSentBytes,
);

/** What is declared: agents, and where specs come from. */
export function catalogRoutes(router: Router, deps: ApiDependencies): void {
  const { store, scope, control, catalog } = deps;

  router.get('/api/agents', async (ctx) => {
    ctx.body = { items: await store.transaction((tx) => listAgents(tx, scope, catalog())) };
  });

  router.post('/api/agents', async (ctx) => {
    const { name, ...spec } = await agentBody(ctx);
    const change = await control.createAgent(scope, name, spec);
    ctx.status = change === 'created' ? 201 : 200;
    ctx.body = { name, change };
  });

  router.post('/api/apply', async (ctx) => {
    const { again = false, ...sent } = await sentBody(ctx);
    const report = await control.applyDocuments(scope, { ...sent, again });
    ctx.body = { ...report, problems: report.problems.map(problemOf) };
  });

  router.post('/api/sources', async (ctx) => {
    const { kind, path, again = false } = await sourceBody(ctx);
    refuseRemote(ctx, path);
    const report = await control.addSource(scope, { kind, path, again });
    ctx.body = { ...report, problems: report.problems.map(problemOf) };
  });
}
