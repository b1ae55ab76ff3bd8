/** What a check came to: one line, and how to mend what is not well. */
export type Finding =
  | { readonly status: 'ok'; readonly found: string }
  /** It works, and may not in every case. */
  | { readonly status: 'warning'; readonly found: string; readonly fix: string }
  | { readonly status: 'failed'; readonly found: string; readonly fix: string }
  /** It could not be looked at, for what another check says. */
  | { readonly status: 'skipped'; readonly found: string };

/** A finding, and what it is about. */
export type CheckResult = Finding & { readonly check: string };

export function ok(found: string): Finding {
  return { status: 'ok', found };
}

export function warning(found: string, fix: string): Finding {
  return { status: 'warning', found, fix };
}

export function failed(found: string, fix: string): Finding {
  return { status: 'failed', found, fix };
}
