#!/usr/bin/env node
// Starts maios on a Node that can run it: this one, or the one among the project's own packages.
// A checkout runs its TypeScript directly; an installed package, under which Node strips no types, its build.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

const needed = [22, 22];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

if (major > needed[0] || (major === needed[0] && minor >= needed[1])) {
  // What V8 made of the files last time. Kept beside the packages, where nobody else can put anything; nowhere if that cannot be written.
  nodeModule.enableCompileCache(here('../node_modules/.cache/maios'));
  await import(existsSync(here('../controller/main.ts')) ? '../controller/main.ts' : '../dist/controller/main.js');
} else if (existsSync(here('../node_modules/.bin/node'))) {
  runOn(here('../node_modules/.bin/node'));
} else {
  console.error(`error CONFIG_INVALID: expected Node ${needed.join('.')} or newer, found ${process.versions.node}`);
  console.error('  fix: install a newer Node, or run `npm ci` here, which brings one along.');
  process.exitCode = 2;
}

function runOn(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}
