import type { BusMessage } from './bus.ts';

type Kind = BusMessage['kind'];
type Fields = Readonly<Record<string, unknown>>;

/** What each kind has to say, as text. */
const fieldsOf: Readonly<Record<Kind, readonly string[]>> = {
  changed: ['project'],
  events: ['project'],
  freed: ['agent'],
  catalog: [],
  stop: ['run', 'reason'],
};

/** undefined: what a newer version sent, or nobody of this system; it is passed over. */
export function readBusMessage(text: string): BusMessage | undefined {
  const message = parse(text);
  return isBusMessage(message) ? message : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isBusMessage(value: unknown): value is BusMessage {
  if (!isFields(value) || value['v'] !== 1 || typeof value['kind'] !== 'string') return false;
  const fields = Object.hasOwn(fieldsOf, value['kind']) ? fieldsOf[value['kind'] as Kind] : undefined;
  return fields?.every((field) => typeof value[field] === 'string') ?? false;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
