/** What no request can go past, whatever it asks for. */
export const limits = {
  /** A request is one line of at most this. */
  requestBytes: 16 * 1024 * 1024,
  /** An answer is one line; JSON escapes may make six bytes of one, so the parts below stay well under it. */
  answerBytes: 64 * 1024 * 1024,
  readBytes: 4 * 1024 * 1024,
  writeBytes: 12 * 1024 * 1024,
  pathBytes: 4096,
  outputBytes: 4 * 1024 * 1024,
  listEntries: 20_000,
  listDepth: 64,
  /** Names of one folder; of a larger one, which are seen is left to chance. */
  listNames: 100_000,
  matches: 5000,
  matchChars: 500,
  searchMs: 5000,
  searchFileBytes: 4 * 1024 * 1024,
  searchFiles: 20_000,
  execMs: 3_600_000,
  /** Between the polite signal and the last one. */
  killGraceMs: 2000,
  /** How long output may still come after the program has ended. */
  drainMs: 300,
  /** Threads and memory of all programs in one sandbox together, where it has processes of its own; looked at every `watchMs`. */
  threads: 1024,
  memoryBytes: 2 * 1024 * 1024 * 1024,
  watchMs: 100,
  /** What programs leave of the disk that the workspace is on. */
  freeDiskBytes: 256 * 1024 * 1024,
  freeDiskFiles: 5000,
  /** Of each program, held by the kernel. */
  fileBlocks512: 2 * 1024 * 1024,
  dataKiB: 4 * 1024 * 1024,
} as const;
