/**
 * One agent of LangGraph.js that takes STEPS steps, each a message of 1 KiB that cannot be compressed, committed before the
 * next one begins (durability `sync`). Prints `{ stepMs, cpuMs, graphMs, bytes }`: the median of RUNS runs, the processor time
 * of this process, the time of the same graph that commits nothing, and what all runs left on disk.
 *
 *   node langgraph-step.js sqlite FILE STEPS RUNS
 *   node langgraph-step.js postgres URL STEPS RUNS
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { HumanMessage } from '@langchain/core/messages';
import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { openPostgres } from './open-postgres.js';
import { openSqlite } from './open-sqlite.js';

const [kind, place, steps, runs] = process.argv.slice(2);
const count = Number(steps);

const open = { sqlite: openSqlite, postgres: openPostgres }[kind];
const { saver, bytes, close } = await open(place);
const graph = agent(count).compile({ checkpointer: saver });
// What is given to the agent is committed before its first step: in a checkpoint of its own, and in that of the start.
const checkpoints = count + 2;
for (let warmUp = 0; warmUp < 3; warmUp += 1) await oneRun(graph);
const before = await bytes();
const cpuBefore = process.cpuUsage();
const stepMs = (await medianMs(graph)) / checkpoints;
const { user, system } = process.cpuUsage(cpuBefore);
const cpuMs = (user + system) / 1000 / Number(runs) / checkpoints;
const left = (await bytes()) - before;
const graphMs = (await medianMs(agent(count).compile())) / checkpoints;
console.log(JSON.stringify({ stepMs, cpuMs, graphMs, bytes: left }));
await close();
// Native modules are not unloaded in an orderly way by every Node.
process.exit(0);

/** Two nodes by turns, as an agent and its tools are. */
function agent(length) {
  const step = async () => ({ messages: [new HumanMessage(randomBytes(768).toString('base64'))] });
  const next = (node) => (state) => (state.messages.length > length ? END : node);
  return new StateGraph(MessagesAnnotation)
    .addNode('think', step)
    .addNode('act', step)
    .addEdge(START, 'think')
    .addConditionalEdges('think', next('act'), ['act', END])
    .addConditionalEdges('act', next('think'), ['think', END]);
}

/** The median of RUNS runs, in milliseconds. */
async function medianMs(compiled) {
  const times = [];
  for (let run = 0; run < Number(runs); run += 1) times.push(await oneRun(compiled));
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
}

async function oneRun(compiled) {
  const config = { configurable: { thread_id: randomUUID() }, recursionLimit: count * 2 + 10, durability: 'sync' };
  const started = performance.now();
  const { messages } = await compiled.invoke({ messages: [new HumanMessage('Begin.')] }, config);
  const tookMs = performance.now() - started;
  if (messages.length !== count + 1) throw new Error(`expected ${count + 1} messages, found ${messages.length}`);
  return tookMs;
}
