/** What stands before the first decision of a hash chain. */
export const genesis = '0'.repeat(64);
