import type { Condition } from '../conditions/condition.ts';
import { partOf } from './comparison-part.ts';
import { joinRegions } from './join-regions.ts';
import { meet, regionOf, wholeSpace, type Region } from './region.ts';
import type { Space } from './space.ts';
import { covers, intersect, complement, isEmpty } from './value-set.ts';

export interface RegionContext {
  readonly space: Space;
  /** The conditions that others refer to by name. */
  readonly named: ReadonlyMap<string, Condition>;
}

/** More regions than this are not looked at. */
export const mostRegions = 256;

/**
 * Where a condition is `wanted`, true or false, as a union of regions: a snapshot lies in one of them if and only if it
 * is so. Regions may overlap. undefined when they would be too many.
 */
export function regionsOf(condition: Condition, context: RegionContext, wanted = true): readonly Region[] | undefined {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return (condition.kind === 'all') === wanted
        ? inEach(condition.of, context, wanted)
        : inSome(condition.of, context, wanted);
    case 'not':
      return regionsOf(condition.of, context, !wanted);
    case 'reference': {
      const target = context.named.get(condition.name);
      return target === undefined ? undefined : regionsOf(target, context, wanted);
    }
    case 'comparison':
      return inComparison(condition, context, wanted);
  }
}

function inComparison(
  condition: Extract<Condition, { readonly kind: 'comparison' }>,
  { space }: RegionContext,
  wanted: boolean,
): readonly Region[] {
  const { variable, set } = partOf(condition, space);
  const part = wanted ? set : intersect(variable.domain, complement(set));
  if (isEmpty(part)) return [];
  return [covers(part, variable.domain) ? wholeSpace : regionOf(variable, part)];
}

function inEach(of: readonly Condition[], context: RegionContext, wanted: boolean): readonly Region[] | undefined {
  let found: readonly Region[] = [wholeSpace];
  for (const member of of) {
    const regions = regionsOf(member, context, wanted);
    if (regions === undefined) return undefined;
    found = found.flatMap((one) => regions.map((other) => meet(one, other)).filter((both) => both !== undefined));
    if (found.length > mostRegions) found = joinRegions(found);
    if (found.length > mostRegions) return undefined;
  }
  return joinRegions(found);
}

function inSome(of: readonly Condition[], context: RegionContext, wanted: boolean): readonly Region[] | undefined {
  let found: readonly Region[] = [];
  for (const member of of) {
    const regions = regionsOf(member, context, wanted);
    if (regions === undefined) return undefined;
    found = joinRegions([...found, ...regions]);
    if (found.length > mostRegions) return undefined;
  }
  return found;
}
