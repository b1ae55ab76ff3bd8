import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../catalog/package-root.ts';

/** The version of maios that runs. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '0.0.0';
}
