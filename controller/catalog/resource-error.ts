import type { ErrorCode } from '../errors/catalogue.ts';
import { MaiosError } from '../errors/maios-error.ts';
import type { Declared } from './catalog.ts';
import { formatPath, type JsonPath } from './parse/json-path.ts';
import { resourceKey } from './validate/resource-schema.ts';

/** A problem of one declared resource, with its place in the file; `details` say the resource, its source and the path. */
export function resourceError(code: ErrorCode, item: Declared, path: JsonPath, message: string): MaiosError {
  const resource = resourceKey(item.resource);
  const place = item.locate?.(path);
  const details = { resource, source: item.source, path: formatPath(path) };
  return new MaiosError(code, `${resource} ${formatPath(path)}: ${message}`, {
    details,
    ...(place === undefined ? {} : { place }),
  });
}

/** SPEC_OWNED: another source has the name of this resource. */
export function ownedBy(owner: string, item: Declared): MaiosError {
  const message = `expected a name that is free, found one that ${owner} owns`;
  return resourceError('SPEC_OWNED', item, ['metadata', 'name'], message);
}
