import { inspect } from 'node:util';

const shown = '[secret]';

/** A value that must not be seen: however it is printed, logged or serialised, only `[secret]` comes out. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one place that sends it. */
  reveal(): string {
    return this.#value;
  }

  /** The text without the value, for messages that others wrote. */
  redact(text: string): string {
    return this.#value === '' ? text : text.replaceAll(this.#value, shown);
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [inspect.custom](): string {
    return shown;
  }
}
