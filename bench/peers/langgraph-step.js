/**
 * One agent of LangGraph.js that takes STEPS steps, each a message of 1 KiB that cannot be compressed, committed before the
 * next one begins (durability `sync`). Prints `{ stepMs, bytes }`: the median of RUNS runs, and what all of them left on disk.
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
for (let warmUp = 0; warmUp < 3; warmUp += 1) await oneRun();
const before = await bytes();
const times = [];
for (let run = 0; run < Number(runs); run += 1) times.push(await oneRun());
console.log(
  JSON.stringify({
    stepMs: times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)],
    bytes: (await bytes()) - before,
  }),
);
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

async function oneRun() {
  const config = { configurable: { thread_id: randomUUID() }, recursionLimit: count * 2 + 10, durability: 'sync' };
  const started = performance.now();
  const { messages } = await graph.invoke({ messages: [new HumanMessage('Begin.')] }, config);
  const tookMs = performance.now() - started;
  if (messages.length !== count + 1) throw new Error(`expected ${count + 1} messages, found ${messages.length}`);
  return tookMs / count;
}
