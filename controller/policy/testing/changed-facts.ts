import { canonicalJson } from '../../catalog/kinds/digest.ts';
import type { Facts } from '../facts.ts';

/** The facts that differ from those of `base`. */
export function changedFacts(facts: Facts, base: Facts): Facts {
  return Object.fromEntries(
    Object.entries(facts).filter(([name, value]) => canonicalJson(value) !== canonicalJson(base[name])),
  );
}

/** The same facts, with as many of them as can be put back to those of `base` without losing what they show. */
export function fewestFacts(facts: Facts, base: Facts, shows: (facts: Facts) => boolean): Facts {
  let few = facts;
  for (const name of Object.keys(changedFacts(facts, base))) {
    const fewer = { ...few, [name]: base[name] ?? null };
    if (shows(fewer)) few = fewer;
  }
  return few;
}
