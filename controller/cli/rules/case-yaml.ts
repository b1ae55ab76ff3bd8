import { Document } from 'yaml';
import type { RuleTest } from '../../catalog/kinds/rule-set.ts';

/** Cases as a rule set's file has them, one below the other, ready to be put under `tests:`. */
export function caseYaml(cases: readonly RuleTest[]): string {
  const document = new Document();
  const list = cases.map((each) => document.createNode(flowBelow(each, document)));
  document.contents = document.createNode(list);
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

// One line a field, and one a step of a series.
function flowBelow({ series, ...test }: RuleTest, document: Document) {
  const flow = (value: unknown): unknown =>
    typeof value === 'string' ? value : document.createNode(value, { flow: true, aliasDuplicateObjects: false });
  return {
    ...Object.fromEntries(Object.entries(test).map(([key, value]) => [key, flow(value)])),
    ...(series === undefined ? {} : { series: series.map(flow) }),
  };
}
