import { duration } from './quantity.ts';

/** How long ago an ISO time was. */
export function age(iso: string, now: number): string {
  return duration(now - Date.parse(iso));
}
