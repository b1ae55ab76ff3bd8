/** The size of the last decimal of a number: 1 of 3, 0.1 of 0.5. */
export function stepOf(value: number): number {
  const decimals = /\.(\d+)$/.exec(String(value))?.[1]?.length ?? 0;
  return 10 ** -decimals;
}
