import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import pg from 'pg';

/** LangGraph's checkpoints on a server, with the tables that its saver makes. */
export async function openPostgres(url) {
  const pool = new pg.Pool({ connectionString: url });
  const saver = new PostgresSaver(pool);
  await saver.setup();
  const bytes = async () => {
    const { rows } = await pool.query('SELECT pg_database_size(current_database()) AS bytes');
    return Number(rows[0].bytes);
  };
  return { saver, bytes, close: () => pool.end() };
}
