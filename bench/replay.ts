import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { feedPages } from '../controller/analysis/feed-pages.ts';
import { startJob } from '../controller/analysis/start-job.ts';
import { systemClock } from '../controller/clock/clock.ts';
import { loadRuleSet } from '../controller/policy/load-rule-set.ts';
import { createReferenceEvaluator } from '../controller/policy/reference/reference-evaluator.ts';
import type { RecordedDecision } from '../controller/policy/replay/recorded-decision.ts';
import type { ReplayReport } from '../controller/policy/replay/replay-report.ts';
import { openStore } from '../controller/store/open-store.ts';
import { historyPage } from '../controller/store/operations/rule-sets/history-page.ts';
import type { Scope } from '../controller/store/scope.ts';
import type { Store } from '../controller/store/store.ts';
import { localScope } from '../test/support/rows.ts';
import { toFigure, type Bench } from './figure.ts';
import { longestTurn } from './longest-turn.ts';
import { fillStore } from './replay/fill-store.ts';
import { changedRules, defaultRules, pagesOf, recordedHistory } from './replay/recorded-history.ts';
import { median } from './median.ts';

const bench = 'replay';
const pageSize = 250;
const old = defaultRules();
const next = changedRules();
const ruleSet = old.metadata.name;

/** Recorded decisions held against the default phase rules and the same with a changed threshold. */
export const run: Bench = async (report, { short }) => {
  const count = short ? 20_000 : 100_000;
  const history = recordedHistory(count, loadRuleSet(old).bundle?.digest ?? '');
  const pages = pagesOf(history, pageSize);
  const runs: Timed[] = [];
  for (let round = 0; round < (short ? 1 : 3); round += 1) runs.push(await timedReplay(pagesOneByOne(pages)));
  const peer = { name: 'json-rules-engine', value: await referenceSeconds(history, short ? 50 : 500) };
  const [{ report: found } = { report: undefined }] = runs;
  const about = `${count} decisions as JSON text (${Math.round(totalLength(pages) / count)} bytes each), read and judged in the thread`;
  const startMs = median(runs.map(({ startSeconds }) => startSeconds * 1000)).toFixed(0);
  const note = `${about}, which starts in ${startMs} ms; ${found?.flips} flips, ${found?.counterfactual} counterfactual; the peer judges both revisions and reads nothing`;
  const value = median(runs.map((timed) => secondsOf(timed, count)));
  report(
    toFigure({
      bench,
      metric: 'replay_100k_s',
      value,
      unit: 's',
      ...(short ? {} : { goal: { atMost: 2 } }),
      peer,
      note,
    }),
  );
  await fromDatabase(report, history, short);
};

async function fromDatabase(
  report: Parameters<Bench>[0],
  history: readonly RecordedDecision[],
  short: boolean,
): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'maios-bench-'));
  const store = await openStore({ home, databaseUrl: process.env['DATABASE_URL'], clock: systemClock });
  try {
    const scope = await localScope(store);
    await fillStore(store, scope, ruleSet, history);
    const runs: Timed[] = [];
    const { ms, ownMs } = await longestTurn(async () => runs.push(await timedReplay(pagesIn(store, scope))));
    const note = `${store.kind}: with reading ${history.length} decisions, page by page`;
    const value = median(runs.map((timed) => secondsOf(timed, history.length)));
    report(toFigure({ bench, metric: 'replay_100k_database_s', value, unit: 's', note }));
    const held = {
      bench,
      metric: 'replay_block_ms',
      value: ms,
      unit: 'ms',
      ...(short ? {} : { goal: { atMost: 50 } }),
    };
    const own = `the longest turn of the event loop meanwhile; ${ownMs.toFixed(0)} ms of it were its own work`;
    report(toFigure({ ...held, note: own }));
  } finally {
    await store[Symbol.asyncDispose]();
    await rm(home, { recursive: true });
  }
}

function pagesOneByOne(pages: readonly string[]): () => Promise<string | undefined> {
  const left = pages.values();
  return () => Promise.resolve(left.next().value);
}

/** The pages of a store, as the API reads them. */
function pagesIn(store: Store, scope: Scope): () => Promise<string | undefined> {
  let after: string | undefined;
  return async () => {
    const page = await store.transaction(async (tx) =>
      historyPage(tx, scope, { ruleSet, since: 0, after, limit: pageSize }),
    );
    after = page.last;
    return page.count === 0 ? undefined : page.text;
  };
}

interface Timed {
  readonly report: ReplayReport;
  /** Until the thread is there and has read the rules. */
  readonly startSeconds: number;
  readonly seconds: number;
}

async function timedReplay(nextPage: () => Promise<string | undefined>): Promise<Timed> {
  const begin = performance.now();
  await using work = startJob('replay', { text: JSON.stringify({ old, new: next }), inForce: undefined, ruleSet });
  await work.feed('[]');
  const started = performance.now();
  const report = await feedPages(work, nextPage);
  const seconds = (performance.now() - started) / 1000;
  return { report, startSeconds: (started - begin) / 1000, seconds };
}

/** A start, and as much as 100,000 decisions would take. */
function secondsOf({ startSeconds, seconds }: Timed, count: number): number {
  return startSeconds + seconds * (100_000 / count);
}

/** What json-rules-engine would take for 100,000 of them, from a sample. */
async function referenceSeconds(history: readonly RecordedDecision[], sample: number): Promise<number> {
  const evaluators = [old, next].map(({ spec }) => createReferenceEvaluator(spec));
  const begin = performance.now();
  for (const { facts } of history.slice(0, sample)) for (const evaluator of evaluators) await evaluator.judge(facts);
  return ((performance.now() - begin) / 1000) * (100_000 / sample);
}

function totalLength(pages: readonly string[]): number {
  return pages.reduce((sum, page) => sum + page.length, 0);
}
