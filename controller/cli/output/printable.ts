// Control characters move the cursor and recolour, C1 ones too, as UTF-8; bidirectional overrides make text read as other text.
const unsafe = /(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu;
const unsafeInJson = /(?![\r\t\n])[\p{Cc}\p{Bidi_Control}]/gu;

/** Text of agents and models made safe to print: what could steer a terminal is shown as an escape instead. */
export function printable(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(unsafe, escaped);
}

/** The same on one line: runs of white space, line breaks too, become one blank. */
export function printableLine(text: string): string {
  return printable(text.replaceAll(/\s+/gu, ' ').trim());
}

/** JSON is printed as it is, but for the characters that JSON itself leaves unescaped. */
export function printableJson(json: string): string {
  return json.replace(unsafeInJson, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
