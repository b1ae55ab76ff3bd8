/** The whole embedded system with a folder of specs (first argument) declared to it, in a data folder (second argument). */
import { createApiClient } from '../../controller/cli/api-client.ts';
import { createClient } from '../../controller/cli/client.ts';
import { startServing } from '../../controller/compose/start-process.ts';
import { loadConfig } from '../../controller/config/config.ts';

const [, , specs = '', home = ''] = process.argv;
const config = loadConfig({ ...process.env, MAIOS_HOME: home, DATABASE_URL: '' });
const notify = (line: string): void => void process.stderr.write(line);
const owner = await startServing(config, { work: true, listen: false, allowUnsafeSandbox: false }, notify);
const api = createApiClient(createClient({ socketPath: owner.socketPath }));

const started = performance.now();
const report = await api.addSource({ kind: 'files', path: specs, again: false });
const readyMs = performance.now() - started;
if (report.problems.length > 0) throw new Error(`expected no problem, found ${JSON.stringify(report.problems[0])}`);
console.log(JSON.stringify({ readyMs, resources: report.applied.length, rssBytes: process.memoryUsage.rss() }));
await owner.close();
