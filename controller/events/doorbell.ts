/** Remembers that it was rung until somebody answers; rung twice is rung once. */
export class Doorbell {
  #isRung = false;
  #answer: (() => void) | undefined;

  ring(): void {
    this.#isRung = true;
    this.#answer?.();
  }

  /** Returns at once when it was rung since the last answer, else when it is. */
  async rung(): Promise<void> {
    if (!this.#isRung) await new Promise<void>((resolve) => (this.#answer = resolve));
    this.#answer = undefined;
    this.#isRung = false;
  }
}
