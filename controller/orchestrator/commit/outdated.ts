/** Rolls a commit back because the world moved since it was observed; never leaves this folder. */
export class Outdated extends Error {
  override readonly name = 'Outdated';
}
