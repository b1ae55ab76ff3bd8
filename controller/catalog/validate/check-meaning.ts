import type { ErrorCode } from '../../errors/catalogue.ts';
import type { MaiosError } from '../../errors/maios-error.ts';
import { checkRuleSet } from '../../policy/load-rule-set.ts';
import { problemPath } from '../../policy/load/problems.ts';
import { checkWhen } from '../../policy/permission-when.ts';
import type { AnyResource } from '../kinds/kinds.ts';
import { maxTasksOf } from '../defaults.ts';
import { validateTaskGraph } from '../task-graph.ts';
import { checkParameters } from './check-parameters.ts';
import type { Fault } from './check-schema.ts';

interface CodedFault extends Fault {
  readonly code: ErrorCode;
}

/** What a schema cannot say: that rules can be evaluated, that tasks are a graph, that parameters are a schema. */
export function checkMeaning(resource: AnyResource): readonly CodedFault[] {
  switch (resource.kind) {
    case 'RuleSet':
      return checkRuleSet(resource).map((problem) => fromError(problem, []));
    case 'Project':
      return validateTaskGraph(resource.spec.tasks ?? [], { maxTasks: maxTasksOf(resource.spec) }).map((problem) =>
        fromError(problem, ['spec']),
      );
    case 'Skill':
      return checkParameters(resource).map((fault) => ({ ...fault, code: 'SPEC_INVALID' }));
    case 'SkillPermission':
      return checkWhen(resource).map((problem) => fromError(problem, []));
    case 'Agent':
    case 'Model':
    case 'Organization':
      return [];
  }
}

// The path goes in front of the message again, in the form of the whole document.
function fromError(problem: MaiosError, prefix: readonly string[]): CodedFault {
  const path = [...prefix, ...(problemPath(problem) ?? [])];
  const said = problem.details['path'];
  const message = typeof said === 'string' ? problem.message.replace(`${said}: `, '') : problem.message;
  return { path, message, code: problem.code };
}
