import { statSync } from 'node:fs';
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite';

/**
 * LangGraph's checkpoints in one file, as its SqliteSaver opens it: with a write-ahead log. Never synced, as the embedded
 * database of MAIOS: either survives the end of its process, not a power cut. By itself it syncs once in 4 MB.
 */
export function openSqlite(file) {
  const saver = SqliteSaver.fromConnString(file);
  keepStatements(saver.db);
  saver.db.prepare('PRAGMA synchronous = OFF').run();
  const bytes = () => {
    saver.db.pragma('wal_checkpoint(TRUNCATE)');
    return statSync(file).size;
  };
  return { saver, bytes, close: () => saver.db.close() };
}

// A statement of better-sqlite3 that the garbage collector finds aborts Node 24: none is let go, which costs the saver
// nothing. A pragma is a statement too.
function keepStatements(db) {
  const kept = [];
  const prepare = db.prepare.bind(db);
  db.prepare = (text) => {
    const statement = prepare(text);
    kept.push(statement);
    return statement;
  };
  db.pragma = (text) => db.prepare(`PRAGMA ${text}`).all();
}
