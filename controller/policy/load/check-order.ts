import { canonicalJson } from '../../catalog/kinds/digest.ts';
import type { HitPolicy, Rule, RuleSetSpec, Stage } from '../../catalog/kinds/rule-set.ts';
import type { Problems } from './problems.ts';

/** The priority of a rule that names none, as json-rules-engine has it. */
export const defaultPriority = 1;

const hitPoliciesOf: Readonly<Record<Stage, readonly HitPolicy[]>> = {
  phase: ['first', 'collect'],
  escalation: ['first', 'collect'],
  permission: ['first', 'collect'],
  scoring: ['collect-sum'],
};

/** Checks what lies between rules: names of their own, one clear order, and a hit policy that suits the stage. */
export function checkOrder(spec: RuleSetSpec, problems: Problems): void {
  checkHitPolicy(spec.stage, spec.hitPolicy, problems);
  checkNames(spec, problems);
  if (spec.hitPolicy === 'first') checkPriorities(spec, problems);
  if (spec.hitPolicy === 'collect' && spec.stage !== 'scoring') checkFirstWord(spec, problems);
}

function checkHitPolicy(stage: Stage, hitPolicy: HitPolicy, problems: Problems): void {
  const policies = hitPoliciesOf[stage];
  if (policies.includes(hitPolicy)) return;
  problems.add(['hitPolicy'], `expected ${policies.join(' or ')} for the ${stage} stage, found ${hitPolicy}`);
}

function checkNames({ rules }: RuleSetSpec, problems: Problems): void {
  const first = new Map<string, number>();
  for (const [index, { name }] of rules.entries()) {
    const other = first.get(name);
    if (other === undefined) first.set(name, index);
    else {
      problems.add(
        ['rules', index, 'name'],
        `expected a name of its own, found ${name}, the name of rules[${other}] too`,
      );
    }
  }
}

// With the hit policy `first` the order decides, so that it has to be written down and not be an accident of place.
function checkPriorities({ rules }: RuleSetSpec, problems: Problems): void {
  const first = new Map<number, string>();
  for (const [index, { name, priority = defaultPriority }] of rules.entries()) {
    const other = first.get(priority);
    if (other === undefined) first.set(priority, name);
    else {
      const at = ['rules', index, 'priority'];
      problems.add(at, `expected a priority of its own, found ${priority}, the priority of rule ${other} too`);
    }
  }
}

// All true rules are kept, and the first of them is followed: which one that is may not be an accident of place either,
// unless they say the same.
function checkFirstWord({ rules, stage }: RuleSetSpec, problems: Problems): void {
  const first = new Map<number, Rule>();
  for (const [index, rule] of rules.entries()) {
    const { priority = defaultPriority } = rule;
    const other = first.get(priority);
    if (other === undefined) first.set(priority, rule);
    else if (canonicalJson(other.event) !== canonicalJson(rule.event)) {
      problems.add(
        ['rules', index, 'priority'],
        `expected a priority of its own, since the first true rule is followed in the ${stage} stage, ` +
          `found ${priority}, the priority of rule ${other.name}, which says something else`,
      );
    }
  }
}
