import { isList, isRecord } from '../conditions/json.ts';
import { readFact, type FactRef } from '../conditions/condition.ts';
import { pathNames } from '../conditions/path.ts';
import type { Facts, FactTable, FactValue } from '../facts.ts';
import { meetOpaque } from './meet-opaque.ts';
import { holdsIn, regionOf, meet, settle, type Region } from './region.ts';
import type { Space } from './space.ts';
import { hasValue, nearest, setOf } from './value-set.ts';
import type { Variable } from './variable.ts';

/**
 * A snapshot that lies in a region and differs from `base` in few facts, each by little. undefined where none was found:
 * that shows nothing where the region depends on comparisons that are not analysed, or on paths inside of one another.
 */
export function factsIn(region: Region, { table }: Space, base: Facts): Facts | undefined {
  const settled = settle(region);
  const chosen = settled === undefined ? undefined : choose(settled, table, base);
  if (settled === undefined || chosen === undefined) return undefined;
  const facts = meetOpaque(settled, table, chosen);
  return facts !== undefined && holdsIn(region, facts) ? facts : undefined;
}

// One variable after the other: what is chosen for one may settle others, those among them that the region left free.
function choose(settled: Region, table: FactTable, base: Facts): Facts | undefined {
  const done = new Set<string>();
  let now: Region | undefined = settled;
  let facts = base;
  for (let next = nextOf(now, done); next !== undefined && now !== undefined; next = nextOf(now, done)) {
    const { variable, set } = next;
    done.add(variable.key);
    if (variable.meaning.kind === 'opaque') continue;
    const value = choice(variable, set, facts, table);
    if (value === undefined) return undefined;
    facts = put(facts, variable, value, now);
    now = isScalar(value) ? narrowed(now, variable, value) : now;
  }
  return now === undefined ? undefined : facts;
}

function nextOf(region: Region | undefined, done: ReadonlySet<string>) {
  return region === undefined ? undefined : [...region.values()].find(({ variable }) => !done.has(variable.key));
}

function narrowed(region: Region, variable: Variable, value: FactValue): Region | undefined {
  const both = meet(region, regionOf(variable, setOf([value], variable.domain.whole)));
  return both === undefined ? undefined : settle(both);
}

function choice(
  { meaning }: Variable,
  set: Parameters<typeof nearest>[0],
  facts: Facts,
  table: FactTable,
): FactValue | undefined {
  if (meaning.kind === 'opaque') return undefined;
  if (meaning.kind === 'contains') {
    const list = readFact(facts, meaning.ref);
    return nearest(set, [isList(list) && list.includes(meaning.member)]);
  }
  const present = readFact(facts, meaning.ref);
  const sample = meaning.ref.path === undefined ? (table[meaning.ref.fact]?.sample ?? null) : null;
  // Of numbers the next one is nearer than the usual one.
  const value = nearest(set, typeof present === 'number' ? [present] : [present, sample]);
  return value === undefined && hasValue(set, []) ? [] : value;
}

function isScalar(value: FactValue): boolean {
  return value === null || typeof value !== 'object';
}

function put(facts: Facts, { meaning }: Variable, value: FactValue, region: Region): Facts {
  if (meaning.kind === 'opaque') return facts;
  const { fact } = meaning.ref;
  const before = facts[fact] ?? null;
  if (meaning.kind === 'contains') return { ...facts, [fact]: withMember(before, meaning.member, value === true) };
  if (isList(before) && meaning.ref.path !== undefined) {
    return { ...facts, [fact]: withLength(before, Number(value), kept(fact, region)) };
  }
  return { ...facts, [fact]: withPath(before, meaning.ref, value) };
}

function withMember(list: FactValue, member: FactValue, wanted: boolean): FactValue {
  const members = isList(list) ? list : [];
  if (members.includes(member) === wanted) return members;
  return wanted ? [...members, member] : members.filter((each) => each !== member);
}

/** What a list has to contain, and must not. */
function kept(fact: string, region: Region): { readonly in: readonly FactValue[]; readonly out: readonly FactValue[] } {
  const about = [...region.values()].flatMap(({ variable: { meaning }, set }) =>
    meaning.kind === 'contains' && meaning.ref.fact === fact ? [{ member: meaning.member, set }] : [],
  );
  return {
    in: about.filter(({ set }) => !set.no).map(({ member }) => member),
    out: about.filter(({ set }) => !set.yes).map(({ member }) => member),
  };
}

function withLength(list: readonly FactValue[], length: number, members: ReturnType<typeof kept>): FactValue {
  const free = list.filter((each) => !members.in.includes(each) && !members.out.includes(each));
  const filled = [...members.in, ...free].slice(0, length);
  for (let n = 1; filled.length < length; n += 1) {
    if (!members.out.includes(`other-${n}`)) filled.push(`other-${n}`);
  }
  return filled;
}

function withPath(value: FactValue, { path }: FactRef, leaf: FactValue): FactValue {
  return path === undefined ? leaf : withNames(value, pathNames(path), leaf);
}

function withNames(value: FactValue, [name, ...rest]: readonly string[], leaf: FactValue): FactValue {
  if (name === undefined) return leaf;
  const record: Readonly<Record<string, FactValue>> = isRecord(value)
    ? (value as Readonly<Record<string, FactValue>>)
    : {};
  return { ...record, [name]: withNames(record[name] ?? null, rest, leaf) };
}
