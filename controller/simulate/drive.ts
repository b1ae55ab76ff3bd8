import type { RunJob } from '../queue/queue.ts';
import { createAgenda, type Agenda } from './agenda.ts';
import { createCrew, type Crew } from './crew.ts';
import type { Arrival, Script } from './script/script.ts';
import type { MakeWorld, World } from './world/world.ts';

export interface DriveOptions {
  readonly script: Script;
  readonly makeWorld: MakeWorld;
  /** When the virtual clock starts and when the simulation ends, whatever is open; ms since 1970. */
  readonly start: number;
  readonly end: number;
  /** Runs that are worked on at once. */
  readonly workers: number;
  /** Told once of a project that never comes to rest; it is left alone until something else happens to it. */
  readonly onRestless: (project: string, at: number, steps: number) => void;
}

/** What is left at the end. */
export interface Driven {
  readonly now: number;
  /** Nothing more would have happened, however long one had waited. */
  readonly atRest: boolean;
}

/** As in the reconcile loop: steps on end without rest after which something is wrong. */
const mostOnEnd = 1000;

/** Plays a script on a world: the reconcile loop, the workers and the people, on a virtual clock. */
export async function drive(options: DriveOptions): Promise<Driven> {
  const agenda = createAgenda();
  const clock = { now: options.start };
  const stage = setStage(options, agenda, clock);
  for (const arrival of options.script.arrivals)
    agenda.add(options.start + arrival.afterMs, async () => arrive(stage, arrival));
  for (;;) {
    const entry = agenda.next();
    if (entry === undefined) return { now: clock.now, atRest: true };
    if (entry.at > options.end) return { now: options.end, atRest: false };
    clock.now = entry.at;
    await entry.act();
  }
}

interface Stage extends DriveOptions {
  readonly agenda: Agenda;
  readonly clock: { readonly now: number };
  readonly world: World;
  readonly crew: Crew;
  readonly wake: (ids: Iterable<string>) => void;
  /** Projects that will be looked at before the clock goes on. */
  readonly awake: Set<string>;
  /** Of each project: its name, its steps on end, when it is due, and the questions that somebody has read. */
  readonly names: Map<string, string>;
  readonly steps: Map<string, number>;
  readonly dues: Map<string, number>;
  readonly asked: Set<string>;
  /** Counts things of one kind, from 1. */
  readonly count: (key: string) => number;
}

function setStage(options: DriveOptions, agenda: Agenda, clock: { readonly now: number }): Stage {
  const awake = new Set<string>();
  const counts = new Map<string, number>();
  const crew = createCrew(options.workers);
  const wake = (ids: Iterable<string>): void => {
    for (const id of ids) {
      if (awake.has(id)) continue;
      awake.add(id);
      agenda.add(clock.now, async () => look(stage, id));
    }
  };
  const count = (key: string): number => {
    const next = (counts.get(key) ?? 0) + 1;
    counts.set(key, next);
    return next;
  };
  const world = options.makeWorld({ now: () => clock.now, wake, send: crew.send, stop: crew.stop });
  const memory = { names: new Map(), steps: new Map(), dues: new Map(), asked: new Set<string>() };
  const stage: Stage = { ...options, ...memory, agenda, clock, world, crew, wake, awake, count };
  return stage;
}

async function arrive(stage: Stage, arrival: Arrival): Promise<void> {
  const { agenda, clock, world, names, wake } = stage;
  const id = await world.create(arrival);
  names.set(id, arrival.name);
  wake([id]);
  if (arrival.cancelAfterMs === undefined) return;
  agenda.add(clock.now + arrival.cancelAfterMs, async () => {
    await world.cancel(id);
    wake([id]);
  });
}

async function look(stage: Stage, id: string): Promise<void> {
  stage.awake.delete(id);
  const outcome = await stage.world.reconcile(id);
  await readQuestions(stage, id);
  await work(stage);
  if (outcome.kind === 'settled') rest(stage, id, outcome);
  else goOn(stage, id);
}

function rest(
  { agenda, clock, steps, dues, wake }: Stage,
  id: string,
  { dueAt }: { dueAt?: number | undefined },
): void {
  steps.delete(id);
  if (dueAt === undefined || dues.get(id) === dueAt) return;
  dues.set(id, dueAt);
  // Not before the next millisecond: a clock that stands still would look for ever.
  agenda.add(Math.max(dueAt, clock.now + 1), async () => {
    if (dues.get(id) !== dueAt) return;
    dues.delete(id);
    wake([id]);
  });
}

function goOn({ clock, steps, names, wake, onRestless }: Stage, id: string): void {
  const onEnd = (steps.get(id) ?? 0) + 1;
  steps.set(id, onEnd);
  if (onEnd <= mostOnEnd) wake([id]);
  else if (onEnd === mostOnEnd + 1) onRestless(names.get(id) ?? id, clock.now, onEnd);
}

async function readQuestions(
  { agenda, clock, world, script, names, asked, wake, count }: Stage,
  id: string,
): Promise<void> {
  for (const question of await world.questions(id)) {
    if (asked.has(question.id)) continue;
    asked.add(question.id);
    const reply = script.reply(names.get(id) ?? id, question, count(`${id} question`));
    if (reply === undefined) continue;
    agenda.add(clock.now + reply.afterMs, async () => {
      await world.answer(id, reply.text);
      wake([id]);
    });
  }
}

async function work(stage: Stage): Promise<void> {
  const { crew } = stage;
  for (let job = crew.take(); job !== undefined; job = crew.take()) await start(stage, job);
}

async function start(stage: Stage, job: RunJob): Promise<void> {
  const { agenda, clock, world, crew, script, count, wake } = stage;
  const claimed = await world.claim(job);
  if (claimed === undefined) return crew.stop(job.runId);
  const { run, project, task } = claimed;
  const { afterMs, result } = script.respond(claimed, count(`${project.id} ${run.purpose} ${task?.name ?? ''}`));
  if (result === undefined) return;
  agenda.add(clock.now + Math.max(1, afterMs), async () => {
    if (!crew.isWorking(job.runId)) return;
    crew.stop(job.runId);
    await world.finish(job, result);
    wake([project.id]);
    await work(stage);
  });
}
