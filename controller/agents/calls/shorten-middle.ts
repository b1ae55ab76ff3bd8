/** The text within `most` characters: its beginning and its end, with a note of how much was left out between them. */
export function shortenMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  const half = most / 2;
  return `${text.slice(0, half)}\n[… ${text.length - most} characters left out …]\n${text.slice(-half)}`;
}
