import type { Constraint, Region } from './region.ts';
import { covers, union } from './value-set.ts';

/** The same snapshots in fewer regions: those inside another one go, and two that differ in one variable become one. */
export function joinRegions(regions: readonly Region[]): readonly Region[] {
  const joined: Region[] = [];
  for (const region of regions) add(joined, region);
  return joined;
}

function add(joined: Region[], region: Region): void {
  for (const [index, other] of joined.entries()) {
    const both = joinTwo(other, region);
    if (both === undefined) continue;
    joined.splice(index, 1);
    add(joined, both);
    return;
  }
  joined.push(region);
}

function joinTwo(a: Region, b: Region): Region | undefined {
  const [few, many] = a.size <= b.size ? [a, b] : [b, a];
  const wider = constraintsOutside(few, many);
  if (wider.length === 0) return few;
  if (few.size !== many.size) return undefined;
  if (constraintsOutside(many, few).length === 0) return many;
  if (wider.length > 1) return undefined;
  const [only] = wider;
  return only === undefined ? undefined : widened(few, many, only);
}

// The constraints of one region that do not already hold all over the other.
function constraintsOutside(of: Region, other: Region): readonly Constraint[] {
  return [...of.values()].filter(({ variable, set }) => {
    const constraint = other.get(variable.key);
    return constraint === undefined || !covers(set, constraint.set);
  });
}

function widened(few: Region, many: Region, { variable, set }: Constraint): Region | undefined {
  const other = many.get(variable.key);
  const restIsEqual = [...few.values()].every(({ variable: { key }, set: here }) => {
    const there = many.get(key);
    return key === variable.key || (there !== undefined && covers(there.set, here) && covers(here, there.set));
  });
  if (other === undefined || !restIsEqual) return undefined;
  const both = union(set, other.set);
  const region = new Map(few);
  if (covers(both, variable.domain)) region.delete(variable.key);
  else region.set(variable.key, { variable, set: both });
  return region;
}
