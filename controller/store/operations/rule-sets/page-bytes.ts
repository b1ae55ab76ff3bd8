/**
 * What the bodies of one page of decisions may have, as they are stored: some megabytes as text. A decision among a
 * thousand candidates has hundreds of kilobytes by itself; one is always given.
 */
export const pageBytes = 256 * 1024;

/** The size of the bodies of a decision as they are stored, without reading them. */
export const storedBytes = 'pg_column_size(facts) + pg_column_size(verdict) + coalesce(pg_column_size(candidates), 0)';
