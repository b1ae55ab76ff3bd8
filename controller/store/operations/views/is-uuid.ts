const form = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether the text is written as a UUID; PostgreSQL refuses a whole statement over one that is not. */
export function isUuid(text: string): boolean {
  return form.test(text);
}
