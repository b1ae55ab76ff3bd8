import test from 'ava';
import { callDigest } from '../../controller/agents/calls/judge-call.ts';
import { apiVersion } from '../../controller/catalog/kinds/envelope.ts';
import type {
  AgentResource,
  AnyResource,
  SkillPermissionResource,
  SkillResource,
} from '../../controller/catalog/kinds/kinds.ts';
import type { EffectClass, SkillSpec } from '../../controller/catalog/kinds/skill.ts';
import type { ScriptedTurn } from '../../controller/catalog/kinds/model.ts';
import type { Step } from '../../controller/agents/session/step-body.ts';
import { why } from '../../controller/store/operations/views/why.ts';
import { ben, allowAll, emptyContext, openStage } from './stage.ts';

const publish: SkillResource = {
  apiVersion,
  kind: 'Skill',
  metadata: { name: 'publish' },
  spec: skillSpec('once', ['sh', '-c', 'echo published >> published.txt; cat published.txt']),
};
const slow: SkillResource = {
  ...publish,
  metadata: { name: 'slow' },
  spec: { ...skillSpec('pure', ['sleep', '60']), timeoutSeconds: 1 },
};
const cleo: AgentResource = {
  ...ben,
  spec: { ...ben.spec, skills: ['read_file', 'publish', 'slow', 'search_memory'] },
};

function permission(
  name: string,
  effect: SkillPermissionResource['spec']['effect'],
  skills: string[],
  when?: SkillPermissionResource['spec']['when'],
): AnyResource {
  const spec = {
    subjects: { agents: ['ben'] },
    skills,
    effect,
    reason: `because of ${name}`,
    ...(when === undefined ? {} : { when }),
  };
  return { apiVersion, kind: 'SkillPermission', metadata: { name }, spec };
}

function calling(skill: string, args: Record<string, unknown>): ScriptedTurn[] {
  return [
    { match: { purpose: 'work', turn: 1 }, calls: [{ skill, arguments: args }] },
    { match: { purpose: 'work', turn: 2 }, say: 'done' },
  ];
}

function observations(steps: readonly Step[]): readonly string[] {
  return steps.flatMap((step) =>
    step.kind === 'observation' ? [`${step.body.ok ? 'ok' : 'not ok'}: ${step.body.text}`] : [],
  );
}

test.serial('call: an unknown tool and bad arguments are observations, and the run goes on', async (t) => {
  const script: ScriptedTurn[] = [
    {
      match: { turn: 1 },
      calls: [
        { skill: 'fly', arguments: {} },
        { skill: 'read_file', arguments: { file: 'a' } },
        { skill: 'read_file', arguments: { path: '../../etc/passwd' } },
        { skill: 'read_file', arguments: { path: 'missing.txt' } },
      ],
    },
    { match: { turn: 2 }, say: 'I cannot fly.' },
  ];
  const stage = await openStage(t, { script });
  const run = await stage.execute(await stage.queue({ task: 'build' }));
  t.is(run.failure, null);
  const [unknown, fields, escape, missing] = observations(await stage.steps(run.id));
  t.regex(unknown ?? '', /no tool "fly".*read_file/);
  t.regex(fields ?? '', /required property 'path'/);
  t.regex(escape ?? '', /^not ok/);
  t.false((escape ?? '').includes('root:'));
  t.regex(missing ?? '', /^not ok/);
});

test.serial('call: a denial is an observation with the reason, and a recorded Decision', async (t) => {
  const resources = [
    ben,
    allowAll,
    permission('no-secrets', 'deny', ['read_file'], {
      fact: 'call.arguments',
      path: '$.path',
      operator: 'equal',
      value: 'secret.txt',
    }),
  ];
  const script: ScriptedTurn[] = [
    {
      match: { purpose: 'work', turn: 1 },
      calls: ['secret.txt', 'other.txt'].map((path) => ({ skill: 'read_file', arguments: { path } })),
    },
    { match: { purpose: 'work', turn: 2 }, say: 'done' },
  ];
  const stage = await openStage(t, { script, resources });
  const run = await stage.execute(await stage.queue({ task: 'build' }));
  t.is(run.outcome, 'succeeded');
  t.regex(observations(await stage.steps(run.id))[0] ?? '', /^not ok: PERMISSION_DENIED.*because of no-secrets/);
  const [decision] = await stage.decisions(run.id);
  t.is(decision?.verdict.hits[0]?.type, 'deny');
  t.is(decision?.facts['call.skill'], 'read_file');
  t.truthy((await stage.run(run.id)).chainHead);
  const told = await stage.store.transaction((tx) => why(tx, stage.scope, 'demo/build'));
  t.deepEqual(
    told?.decisions.map(({ id, ref }) => [id, ref]),
    [[decision?.id, decision?.id]],
    'why shows what was held back',
  );
});

test.serial('call: what nothing allows is denied', async (t) => {
  const stage = await openStage(t, { script: calling('read_file', { path: 'a' }), resources: [ben] });
  const run = await stage.execute(await stage.queue({ task: 'build' }));
  t.regex(observations(await stage.steps(run.id))[0] ?? '', /PERMISSION_DENIED/);
});

test.serial('call: an ask ends the run, and the approval of just this call lets it through', async (t) => {
  const resources = [cleo, publish, permission('ask-first', 'ask', ['publish'])];
  const stage = await openStage(t, { script: calling('publish', { what: 'v1' }), resources });
  const run = await stage.execute(await stage.queue({ task: 'build' }));
  t.is(run.failure?.class, 'permission-ask');
  t.regex(run.failure?.message ?? '', /ben asks to call publish with \{"what":"v1"\}.*because of ask-first/);
  t.is(run.failure?.detail, callDigest('publish', { what: 'v1' }));
  const approved = { ...emptyContext, approvedCalls: [run.failure?.detail ?? ''] };
  const second = await stage.execute(await stage.queue({ task: 'build', attempt: 2, context: approved }));
  t.is(second.failure, null);
  t.regex(observations(await stage.steps(second.id))[0] ?? '', /published/);
  const other = { ...emptyContext, approvedCalls: [callDigest('publish', { what: 'v2' })] };
  t.is((await stage.execute(await stage.queue({ task: 'build', context: other }))).failure?.class, 'permission-ask');
});

test.serial('call: a skill that takes too long is told so, and the run goes on', async (t) => {
  const stage = await openStage(t, {
    script: calling('slow', {}),
    resources: [cleo, slow, permission('slow', 'allow', ['slow'])],
  });
  const run = await stage.execute(await stage.queue({ task: 'build' }));
  t.is(run.failure, null);
  t.regex(observations(await stage.steps(run.id))[0] ?? '', /^not ok/);
});

test.serial(
  'call: a program that ends its sandbox is told so, files stay, and the next call has another sandbox',
  async (t) => {
    const script: ScriptedTurn[] = [
      {
        match: { turn: 1 },
        calls: [
          { skill: 'execute_code', arguments: { command: 'echo kept > a.txt; kill -9 $PPID; sleep 30' } },
          { skill: 'read_file', arguments: { path: 'a.txt' } },
        ],
      },
      { match: { turn: 2 }, say: 'I shall not.' },
    ];
    const stage = await openStage(t, { script });
    const run = await stage.execute(await stage.queue({ task: 'build' }));
    t.is(run.failure, null);
    const [ended, next] = observations(await stage.steps(run.id));
    t.regex(ended ?? '', /^not ok: the sandbox ended twice during the call/);
    t.regex(next ?? '', /^ok: .*kept/);
  },
);

test.serial('call: one whose sandbox ends for another reason is carried out again in a new one', async (t) => {
  const command = 'if mkdir seen; then kill -9 $PPID; sleep 30; fi; echo again';
  const script: ScriptedTurn[] = [
    { match: { turn: 1 }, calls: [{ skill: 'execute_code', arguments: { command } }] },
    { match: { turn: 2 }, say: 'I shall not.' },
  ];
  const stage = await openStage(t, { script });
  const run = await stage.execute(await stage.queue({ task: 'build' }));
  t.is(run.failure, null);
  t.regex(observations(await stage.steps(run.id))[0] ?? '', /^ok: [^]*again/);
});

test.serial('call: a memory that cannot be asked is an honest observation, and no lesson is no obstacle', async (t) => {
  const broken = async (): Promise<never> => {
    throw new Error('no vectors today');
  };
  const resources = [cleo, permission('memory', 'allow', ['search_memory'])];
  const stage = await openStage(t, {
    script: calling('search_memory', { query: 'ids' }),
    resources,
    recall: { search: broken, lessons: broken },
  });
  const run = await stage.execute(await stage.queue({ task: 'build' }));
  t.is(run.outcome, 'succeeded');
  t.regex(observations(await stage.steps(run.id))[0] ?? '', /^not ok: .*no vectors today/);
  t.is(stage.faults.length, 1);
});

test.serial(
  'call: where a when cannot be judged the call is denied, with the reason, and the run goes on',
  async (t) => {
    const inList = {
      all: [{ fact: 'call.skill', operator: 'in', value: { fact: 'call.arguments', path: '$.skills' } }],
    };
    const stage = await openStage(t, {
      script: calling('write_file', { path: 'a.txt', content: 'a' }),
      resources: [ben, allowAll, permission('odd', 'allow', ['write_file'], inList)],
    });
    const run = await stage.execute(await stage.queue({ task: 'build' }));
    t.regex(observations(await stage.steps(run.id))[0] ?? '', /the when of odd cannot be judged: expected a list/);
    const [decision] = await stage.decisions(run.id);
    t.deepEqual(decision?.facts['grants.deny'], ['odd'], 'it is recorded, and comes out the same when it is replayed');
    t.is(decision?.verdict.hits[0]?.type, 'deny');
  },
);

test.serial('call: long arguments are not kept a second time in the Decision', async (t) => {
  const stage = await openStage(t, { script: calling('write_file', { path: 'a.txt', content: 'x'.repeat(100_000) }) });
  const run = await stage.execute(await stage.queue({ task: 'build' }));
  const [decision] = await stage.decisions(run.id);
  t.true(JSON.stringify(decision?.facts).length < 4000);
});

test.serial('run: going in circles is warned of once, then ends it', async (t) => {
  const script = [{ match: { purpose: 'work' as const }, calls: [{ skill: 'list_files', arguments: { path: '.' } }] }];
  const stage = await openStage(t, { script });
  const run = await stage.execute(await stage.queue({ task: 'build' }));
  t.is(run.failure?.class, 'stuck');
  const steps = await stage.steps(run.id);
  t.is(steps.filter((step) => step.label === 'stuck').length, 1);
  t.is(steps.filter((step) => step.kind === 'turn').length, 8);
});

test.serial('run: the turn limit ends it, and what was done is kept', async (t) => {
  const script = [
    {
      match: { purpose: 'work' as const },
      say: 'more',
      calls: [{ skill: 'write_file', arguments: { path: 'a.txt', content: 'a' } }],
    },
  ];
  const stage = await openStage(t, { script, project: { limits: { turnsPerRun: 2 } } });
  const run = await stage.execute(await stage.queue({ task: 'build' }));
  t.is(run.failure?.class, 'turn-limit');
  t.truthy(run.result?.snapshotCommit);
});

function skillSpec(effect: EffectClass, command: string[]): SkillSpec {
  const parameters = { type: 'object', properties: { what: { type: 'string' } }, additionalProperties: false };
  return { description: 'Does it.', parameters, handler: { type: 'command', command }, effect };
}
