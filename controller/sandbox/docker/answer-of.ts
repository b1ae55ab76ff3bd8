/**
 * What the daemon answers to a call, for as long as the signal lets it; then it fails with the signal's reason. The client
 * by itself would wait for ever for an answer that is cut off after its head, as when the daemon ends.
 */
export async function answerOf<T>(
  abortSignal: AbortSignal,
  call: (options: { readonly abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const giveUp = (): void => reject(abortSignal.reason);
  abortSignal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([call({ abortSignal }), over]);
  } finally {
    abortSignal.removeEventListener('abort', giveUp);
  }
}
