import type { RuleSetResource } from '../../catalog/kinds/kinds.ts';
import type { Finding } from './finding.ts';
import { graphFindings } from './graph-findings.ts';
import { createLintView, type LintView } from './lint-view.ts';

/**
 * What phase rules and escalation rules do together, beyond what each does alone. Rule sets that cannot be loaded, and
 * those of other stages, are left out.
 */
export function lintTogether(resources: readonly RuleSetResource[]): readonly Finding[] {
  const views = resources.flatMap((resource) => {
    const view = createLintView(resource);
    return 'problems' in view ? [] : [view];
  });
  const escalations = ofStage(views, 'escalation');
  return ofStage(views, 'phase').flatMap((phase) =>
    escalations.flatMap((escalation) => graphFindings(phase, escalation)),
  );
}

function ofStage(views: readonly LintView[], stage: string): readonly LintView[] {
  return views.filter(({ spec }) => spec.stage === stage);
}
