import type { AnyResource, Kind, ProjectResource } from './kinds/kinds.ts';
import { stages, type Stage } from './kinds/rule-set.ts';
import type { JsonPath } from './parse/json-path.ts';

/** One place where a resource names another one. */
export interface Reference {
  readonly path: JsonPath;
  readonly kind: Kind;
  readonly name: string;
  /** The stage that a named RuleSet must be of. */
  readonly stage?: Stage;
}

/** Every other resource that this one names. */
export function referencesOf(resource: AnyResource): readonly Reference[] {
  switch (resource.kind) {
    case 'Project':
      return projectReferences(resource);
    case 'Agent':
      return [
        ...one('Model', ['spec', 'model'], resource.spec.model),
        ...many('Skill', ['spec', 'skills'], resource.spec.skills),
      ];
    case 'SkillPermission':
      return [
        ...many('Agent', ['spec', 'subjects', 'agents'], resource.spec.subjects.agents),
        ...many('Skill', ['spec', 'skills'], resource.spec.skills),
      ];
    case 'Organization':
      return one('Model', ['spec', 'defaultModel'], resource.spec.defaultModel);
    case 'Skill':
    case 'RuleSet':
    case 'Model':
      return [];
  }
}

function projectReferences({ spec }: ProjectResource): readonly Reference[] {
  const rules = stages.flatMap((stage) =>
    one('RuleSet', ['spec', 'rules', stage], spec.rules?.[stage]).map((reference) => ({ ...reference, stage })),
  );
  const skills = (spec.tasks ?? []).flatMap((task, index) =>
    many('Skill', ['spec', 'tasks', index, 'skills'], task.skills),
  );
  return [
    ...rules,
    ...one('Model', ['spec', 'model'], spec.model),
    ...many('Agent', ['spec', 'agents', 'names'], spec.agents?.names),
    ...skills,
  ];
}

function one(kind: Kind, path: JsonPath, name: string | undefined): readonly Reference[] {
  return name === undefined ? [] : [{ kind, path, name }];
}

function many(kind: Kind, path: JsonPath, names: readonly string[] | undefined): readonly Reference[] {
  return (names ?? []).map((name, index) => ({ kind, path: [...path, index], name }));
}
