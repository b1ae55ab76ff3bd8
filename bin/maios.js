#!/usr/bin/env node
// Starts maios on a Node that can run it: this one, or the one among the packages beside it.
// A checkout runs its TypeScript directly; an installed package, under which Node strips no types, its build.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

const needed = [22, 22];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const isCheckout = existsSync(here('../controller/main.ts'));
// Packages of its own, as a checkout has; else those that it is one of.
const besides = ['../node_modules/.bin/node', '../../.bin/node'].map(here).find(isAnother);

if (major > needed[0] || (major === needed[0] && minor >= needed[1])) {
  // What V8 made of the files last time. Kept beside the packages, where nobody else can put anything; nowhere if that cannot be
  // written. By the variable, since threads read it too.
  process.env.NODE_COMPILE_CACHE ??= here('../node_modules/.cache/maios');
  nodeModule.enableCompileCache();
  await import(isCheckout ? '../controller/main.ts' : '../dist/controller/main.js');
} else if (besides !== undefined) {
  runOn(besides);
} else {
  const bring = isCheckout
    ? '`npm ci` in the checkout'
    : '`npm install node@24` in the folder that maios is installed in';
  console.error(`error CONFIG_INVALID: expected Node ${needed.join('.')} or newer, found ${process.versions.node}`);
  console.error(`  fix: Install a newer Node, or bring one along: ${bring}.`);
  process.exitCode = 2;
}

// An old one beside it would start itself for ever.
function isAnother(node) {
  return existsSync(node) && realpathSync(node) !== process.execPath;
}

function runOn(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal tells both of its own; told twice, what is just stopping would end at once.
  const passedOn = process.stdin.isTTY ? ['SIGTERM'] : ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => passedOn.includes(signal) && child.kill(signal));
  }
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}
