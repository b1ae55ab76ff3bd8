import type { Router } from '@koa/router';
import type { ApiDependencies } from '../api-dependencies.ts';

/** The whole system as one file, while it works. */
export function backupRoutes(router: Router, { backup, onFault }: ApiDependencies): void {
  router.get('/api/backup', (ctx) => {
    const { stream, report } = backup();
    ctx.type = 'application/gzip';
    ctx.body = stream;
    // Part of it is sent already: all that can be said is that it has no end.
    stream.once('error', () => ctx.res.destroy());
    report.catch((error: Error) => {
      if (!ctx.res.closed) onFault(error);
    });
  });
}
