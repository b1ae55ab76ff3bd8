import { isAbsolute } from 'node:path';
import type { Router } from '@koa/router';
import Type from 'typebox';
import { MaiosError } from '../../errors/maios-error.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import { isLocal } from '../is-local.ts';
import { bodyOf } from '../read-body.ts';
import { pathText } from '../read-query.ts';
import type { RouterContext } from '@koa/router';

const inputBody = bodyOf(
  Type.Object(
    {
      text: Type.String({ minLength: 1, maxLength: 16_384 }),
      escalation: Type.Optional(Type.String({ minLength: 36, maxLength: 36 })),
    },
    { additionalProperties: false },
  ),
);
const resultBody = bodyOf(
  Type.Object({ folder: Type.String({ minLength: 1, maxLength: 4096 }) }, { additionalProperties: false }),
);

/** What people tell a project: answers, an end, a pause, and to hand over its work. */
export function controlRoutes(router: Router, { control, scope }: ApiDependencies): void {
  router.post('/api/projects/:id/input', async (ctx) => {
    const { text, escalation } = await inputBody(ctx);
    ctx.body = await control.giveInput(scope, pathText(ctx, 'id'), text, escalation);
  });

  router.post('/api/projects/:id/cancel', async (ctx) => {
    await control.cancel(scope, pathText(ctx, 'id'));
    ctx.status = 204;
  });

  router.post('/api/projects/:id/suspend', async (ctx) => {
    await control.setSuspended(scope, pathText(ctx, 'id'), true);
    ctx.status = 204;
  });

  router.post('/api/projects/:id/resume', async (ctx) => {
    await control.setSuspended(scope, pathText(ctx, 'id'), false);
    ctx.status = 204;
  });

  router.post('/api/projects/:id/result', async (ctx) => {
    const { folder } = await resultBody(ctx);
    refuseRemote(ctx, folder);
    ctx.body = await control.exportResult(scope, pathText(ctx, 'id'), folder);
  });

  router.get('/api/projects/:id/result', async (ctx) => {
    const { commit, bundle } = await control.bundleResult(scope, pathText(ctx, 'id'));
    ctx.type = 'application/x-git-bundle';
    ctx.set('Maios-Commit', commit);
    ctx.body = bundle;
  });
}

/** Folders of this machine are named only over the owner's socket, which the file system guards. */
export function refuseRemote(ctx: RouterContext, folder: string): void {
  if (!isLocal(ctx)) {
    throw new MaiosError('PERMISSION_DENIED', "a folder can be named only over the owner's socket", {
      fix: 'Use the maios command on the machine of the server, with the same MAIOS_HOME.',
    });
  }
  if (!isAbsolute(folder)) throw new MaiosError('USAGE', `expected an absolute path, found "${folder}"`);
}
