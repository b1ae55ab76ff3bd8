import { execFileSync } from 'node:child_process';
import test from 'ava';
import { repairTask } from '../../controller/orchestrator/plan/repair.ts';
import { aView, anEscalation } from '../support/view.ts';

const passes = test.macro<[commands: readonly string[], expected: boolean]>({
  exec(t, commands, expected) {
    const acceptance = commands.map((command, index) => ({ name: `check-${index}`, command }));
    const lastFailure = { class: 'acceptance-failed' as const, message: 'x' };
    const project = { phase: 'Escalate' as const, spec: { request: 'x', acceptance }, lastFailure };
    const repair = repairTask(aView({ project, escalations: [anEscalation()] }));
    const run = (): unknown => execFileSync('sh', ['-c', repair?.tasks[0]?.verify ?? 'false'], { stdio: 'ignore' });
    if (expected) t.notThrows(run);
    else t.throws(run);
  },
  title: (_, commands, expected) => `repair: the proof ${expected ? 'passes' : 'fails'} with ${commands.join(', ')}`,
});

test(passes, ['true', 'true'], true);
test(passes, ['true', 'false'], false);
test(passes, ['false', 'true'], false);
test(passes, ['true # as it should', 'true'], true);
test(passes, ['cd /; true', 'test -e /'], true);
