/** What a spec file may hold at most. Each bound is checked before the work that it bounds. */
export const bounds = {
  /** Parsing takes about 0.25 s a MiB, during which nothing else runs. */
  bytes: 1024 * 1024,
  /** Words and signs as yaml's lexer counts them: what parsing costs follows them more than the bytes. */
  tokens: 250_000,
  documents: 5000,
  /** Levels of lists and objects. */
  nesting: 64,
  aliases: 50,
  /** Values in one document, those that aliases repeat counted each time. */
  values: 200_000,
  problems: 20,
} as const;
