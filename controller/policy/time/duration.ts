const msPer = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** The milliseconds of `90s`, `10m`, `2h`; the schema has checked the form. */
export function durationMs(text: string): number {
  const unit = (['ms', 's', 'm', 'h', 'd'] as const).find(
    (each) => /^[0-9]+$/.test(text.slice(0, -each.length)) && text.endsWith(each),
  );
  if (unit === undefined) throw new TypeError(`expected a duration such as 90s, 10m or 2h, found ${text}`);
  return Number(text.slice(0, -unit.length)) * msPer[unit];
}

/** So many milliseconds as a duration is written, in the largest unit that they are whole in. */
export function durationText(ms: number): string {
  const unit = (['d', 'h', 'm', 's'] as const).find((each) => ms % msPer[each] === 0) ?? 'ms';
  return `${ms / msPer[unit]}${unit}`;
}
