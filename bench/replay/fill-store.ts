import type { RecordedDecision } from '../../controller/policy/replay/recorded-decision.ts';
import { sql } from '../../controller/store/sql.ts';
import type { Scope } from '../../controller/store/scope.ts';
import type { Store } from '../../controller/store/store.ts';
import { addProject } from '../../test/support/rows.ts';

const batch = 500;

/** Writes a history as rows of the decisions table, without the chains that it would have. */
export async function fillStore(
  store: Store,
  scope: Scope,
  ruleSet: string,
  history: readonly RecordedDecision[],
): Promise<void> {
  const ids = new Map<string, string>();
  for (const name of new Set(history.map(({ project }) => project)))
    ids.set(name, await addProject(store, scope, { name }));
  for (let from = 0; from < history.length; from += batch) {
    const rows = history.slice(from, from + batch);
    const values = [
      scope.organizationId,
      ruleSet,
      rows.map(({ id }) => id),
      rows.map(({ project }) => ids.get(project)),
      rows.map((_, index) => from + index + 1),
      rows.map(({ facts }) => JSON.stringify(facts)),
      rows.map(({ at }) => new Date(at)),
      rows.map(({ digest }) => digest),
    ];
    await store.transaction(async (tx) => sql(tx, insert, values));
  }
  await store.transaction(async (tx) => sql(tx, 'ANALYZE decisions', []));
}

const insert = `
  INSERT INTO decisions (id, organization_id, project_id, seq, stage, subject, rule_set, rule_set_digest, rules, facts,
    verdict, intents, digests, revision, previous_hash, hash, at)
  SELECT id, $1, project, seq, 'phase', 'project', $2, digest, '[]', facts::jsonb, '{}', '[]', '{}', 'r1', '', '', at
  FROM unnest($3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::timestamptz[], $8::text[])
    AS new (id, project, seq, facts, at, digest)`;
