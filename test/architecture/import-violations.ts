import { cyclesOf } from './cycles.ts';
import { closedFolders, floorOf, packageRooms, ports, roomOf } from './floors.ts';
import type { Module } from './parse-module.ts';

/** Every import that goes up, round, across drivers, or to a package that is not of the room; one line each. */
export function importViolations(modules: readonly Module[]): readonly string[] {
  return [
    ...modules.flatMap((module) => [
      ...upward(module),
      ...outOfClosed(module),
      ...acrossDrivers(module),
      ...foreignPackages(module),
    ]),
    ...circles(modules),
  ];
}

function upward(module: Module): readonly string[] {
  const room = roomOf(module.path);
  if (floorOf(room) < 0) return [`${module.path}: room ${room} is on no floor (test/architecture/floors.ts)`];
  return module.files
    .filter((file) => floorOf(roomOf(file)) > floorOf(room) || floorOf(roomOf(file)) < 0)
    .map((file) => `${module.path} imports ${file}, which is not on its floor or below`);
}

function outOfClosed({ path, files }: Module): readonly string[] {
  const closed = closedFolders.find(({ inside }) => path.startsWith(inside));
  return files
    .filter((file) => closed?.mayImport.some((allowed) => file.startsWith(allowed)) === false)
    .map((file) => `${path} imports ${file}, which ${closed?.inside} may not`);
}

function acrossDrivers(module: Module): readonly string[] {
  const mine = driverOf(module.path);
  return module.files
    .filter((file) => mine !== undefined && driverOf(file) !== undefined && driverOf(file) !== mine)
    .filter((file) => roomOf(file) === roomOf(module.path))
    .map((file) => `${module.path} imports ${file}, another driver of the same port`);
}

function driverOf(path: string): string | undefined {
  const port = ports.find((candidate) => candidate.room === roomOf(path));
  const inside = path.slice(`controller/${port?.room}/`.length);
  return port?.drivers.find((driver) => new RegExp(`^${driver}\\b`).test(inside));
}

function foreignPackages(module: Module): readonly string[] {
  const room = roomOf(module.path);
  return module.packages
    .filter((name) => (name.startsWith('node:') ? room === 'policy' : packageRooms[name]?.includes(room) !== true))
    .map((name) => `${module.path} imports ${name}, which ${room} may not`);
}

function circles(modules: readonly Module[]): readonly string[] {
  const files = new Map(modules.map((module) => [module.path, module.files]));
  const rooms = Map.groupBy(modules, (module) => roomOf(module.path));
  const neighbours = [...rooms].map(
    ([room, inside]) => [room, roomsOf(inside).filter((other) => other !== room)] as const,
  );
  return [...cyclesOf(files), ...cyclesOf(new Map(neighbours))].map((cycle) => `circle: ${cycle.join(' -> ')}`);
}

function roomsOf(modules: readonly Module[]): readonly string[] {
  return [...new Set(modules.flatMap((module) => module.files.map(roomOf)))];
}
