/** The whole embedded system, started in the folder MAIOS_HOME, with one folder of specs given as argument declared to it. */
import { createApiClient } from '../../controller/cli/api-client.ts';
import { createClient } from '../../controller/cli/client.ts';
import { startOwner } from '../../controller/compose.ts';
import { loadConfig } from '../../controller/config/config.ts';

const config = loadConfig(process.env);
const owner = await startOwner(config, { work: true, listen: false, allowUnsafeSandbox: false }, (line) =>
  process.stderr.write(line),
);
const api = createApiClient(createClient(owner.socketPath));

const started = performance.now();
const report = await api.addSource({ kind: 'files', path: process.argv[2] ?? '', again: false });
const readyMs = performance.now() - started;
if (report.problems.length > 0) throw new Error(`expected no problem, found ${JSON.stringify(report.problems[0])}`);
console.log(JSON.stringify({ readyMs, resources: report.applied.length, rssBytes: process.memoryUsage.rss() }));
await owner.close();
