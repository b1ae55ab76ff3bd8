/** These texts, or with `except` all texts but these. */
export interface Texts {
  readonly except: boolean;
  readonly values: readonly string[];
}

export const noText: Texts = { except: false, values: [] };
export const everyText: Texts = { except: true, values: [] };

export function complementTexts({ except, values }: Texts): Texts {
  return { except: !except, values };
}

export function intersectTexts(a: Texts, b: Texts): Texts {
  if (!a.except) return { except: false, values: a.values.filter((value) => hasText(b, value)) };
  if (!b.except) return { except: false, values: b.values.filter((value) => hasText(a, value)) };
  return { except: true, values: [...new Set([...a.values, ...b.values])] };
}

/** Whether everything in `b` is in `a` too. */
export function coversTexts(a: Texts, b: Texts): boolean {
  if (!b.except) return b.values.every((value) => hasText(a, value));
  return a.except && a.values.every((value) => b.values.includes(value));
}

/** Whether some text is in both; of texts that are not named there is always another one. */
export function touchTexts(a: Texts, b: Texts): boolean {
  if (!a.except) return a.values.some((value) => hasText(b, value));
  return b.except || b.values.some((value) => hasText(a, value));
}

export function hasText({ except, values }: Texts, value: string): boolean {
  return values.includes(value) !== except;
}

/** A text of the set, the first that it names; undefined of nothing. */
export function someText({ except, values }: Texts): string | undefined {
  if (!except) return values[0];
  for (let n = 1; ; n += 1) {
    const fresh = n === 1 ? 'other' : `other-${n}`;
    if (!values.includes(fresh)) return fresh;
  }
}
