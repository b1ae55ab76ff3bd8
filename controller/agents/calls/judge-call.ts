import { digestOf } from '../../catalog/kinds/digest.ts';
import { skillName, type SkillResource } from '../../catalog/kinds/kinds.ts';
import { collectGrants, withGrants } from '../../policy/grants.ts';
import type { Facts, FactValue } from '../../policy/facts.ts';
import type { Hit, Verdict } from '../../policy/verdict.ts';
import { appendRunDecision } from '../../store/operations/decisions/append-run-decision.ts';
import type { RunSession } from '../session/run-session.ts';
import { RunStopped } from '../session/run-stopped.ts';

export interface CallJudgement {
  readonly effect: 'allow' | 'ask' | 'deny';
  /** For the agent, and for whoever is asked. */
  readonly reason: string;
  /** Names just this skill with just these arguments; what a person approves. */
  readonly digest: string;
}

type Arguments = Readonly<Record<string, unknown>>;

/**
 * Asks the permission rules about one call, and records what they said as a Decision in the run's own chain.
 * Nothing but an `allow` from rules that could all be judged allows: where one could not, or the `when` of a
 * SkillPermission, the call is denied, and why is the reason.
 */
export async function judgeCall(session: RunSession, skill: SkillResource, args: Arguments): Promise<CallJudgement> {
  const digest = callDigest(skillName(skill.metadata.name), args);
  const { facts, unjudged } = factsOf(session, skill, args, digest);
  const rules = session.deps.permissionRules(session.scope, session.work.project);
  const verdict = rules.evaluate(facts);
  await keep(session, facts, verdict);
  const faults = (verdict.faults ?? []).map(
    ({ rule, message }) => `rule ${rule} of ${verdict.ruleSet} cannot be judged: ${message}`,
  );
  const broken = [...unjudged, ...faults];
  if (broken.length > 0) return { effect: 'deny', reason: broken.join('; '), digest };
  const hit = verdict.hits[0];
  return { effect: effectOf(hit), reason: reasonOf(hit, session, facts), digest };
}

/** What a person's approval of a call is bound to. */
export function callDigest(skill: string, args: Arguments): string {
  return digestOf({ skill, arguments: args });
}

interface CallFacts {
  readonly facts: Facts;
  /** What is wrong with the SkillPermissions that could not be judged. */
  readonly unjudged: readonly string[];
}

function factsOf(session: RunSession, skill: SkillResource, args: Arguments, digest: string): CallFacts {
  const { deps, scope, work, agent } = session;
  const name = skillName(skill.metadata.name);
  const subject = {
    name: agent?.metadata.name ?? 'maios',
    role: agent?.spec.role ?? 'planner',
    labels: agent?.metadata.labels ?? {},
  };
  const facts: Facts = {
    now: deps.store.clock.now(),
    'agent.name': subject.name,
    'agent.role': subject.role,
    'agent.labels': subject.labels,
    'agent.hasSkill': (agent?.spec.skills ?? []).map(skillName).includes(name),
    'call.skill': name,
    'call.effect': skill.spec.effect,
    'call.network': skill.spec.network ?? false,
    'call.arguments': shortened(args),
    'call.approved': work.run.context.approvedCalls.includes(digest),
    'task.name': work.task?.name ?? null,
    'grants.allow': [],
    'grants.ask': [],
    'grants.deny': [],
  };
  const permissions = deps
    .catalog(scope)
    .list('SkillPermission')
    .map(({ resource }) => resource);
  const grants = collectGrants(permissions, subject, facts);
  return { facts: withGrants(facts, grants), unjudged: grants.faults };
}

/** Facts are kept with every Decision; a file's whole content in them would be stored a second time for nothing. */
const keptCharacters = 1024;

// Rules see the same shortened value that is kept, so that a replay says the same. No operator of the rule language
// looks into the middle of a string, so nothing that a rule could ask is lost.
function shortened(value: unknown): FactValue {
  if (typeof value === 'string') {
    return value.length <= keptCharacters ? value : `${value.slice(0, keptCharacters)}… sha256:${digestOf(value)}`;
  }
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== 'object' || value === null) return null;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shortened(member)]));
}

async function keep(session: RunSession, facts: Facts, verdict: Verdict): Promise<void> {
  const { deps, scope, job, work } = session;
  const decision = {
    projectId: work.project.id,
    taskId: work.task?.id,
    stage: 'permission' as const,
    subject: work.task?.name ?? 'project',
    facts,
    verdict,
    intents: [],
    revision: work.project.revision,
  };
  const now = deps.store.clock.now();
  const kept = await deps.store.transaction((tx) => appendRunDecision(tx, scope, now, job, decision));
  if (kept === undefined) throw new RunStopped('lost', 'the run has gone on elsewhere');
}

function effectOf(hit: Hit | undefined): CallJudgement['effect'] {
  return hit?.type === 'allow' || hit?.type === 'ask' ? hit.type : 'deny';
}

// A SkillPermission's own words come first: it knows why it is there.
function reasonOf(hit: Hit | undefined, session: RunSession, facts: Facts): string {
  const names = [facts['grants.deny'], facts['grants.ask']].find((list) => Array.isArray(list) && list.length > 0);
  const catalog = session.deps.catalog(session.scope);
  const said = Array.isArray(names)
    ? names.flatMap((name) => catalog.get('SkillPermission', String(name))?.resource.spec.reason ?? [])
    : [];
  if (said.length > 0) return said.join('; ');
  const reason = hit?.params['reason'];
  return typeof reason === 'string' ? reason : `rule ${hit?.rule ?? 'none'}`;
}
