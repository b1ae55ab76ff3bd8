/** What PGlite with pgvector takes by itself, in a folder given as argument: the part of the memory that is not ours. */
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';

const database = await PGlite.create({ dataDir: process.argv[2] ?? '', extensions: { vector } });
await database.exec('CREATE EXTENSION IF NOT EXISTS vector');
await database.query('SELECT 1');
console.log(JSON.stringify({ rssBytes: process.memoryUsage.rss() }));
await database.close();
