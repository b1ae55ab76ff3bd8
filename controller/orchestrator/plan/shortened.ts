const mostCharacters = 160;

/** The first line of a text: whole where it is short, else as many whole sentences as fit, else whole words and `…`. */
export function shortened(text: string): string {
  const line = text.trim().split('\n')[0] ?? '';
  if (line.length <= mostCharacters) return line;
  const start = line.slice(0, mostCharacters);
  const sentences = /^.*[.!?](?= )/u.exec(start);
  return sentences?.[0] ?? `${start.replace(/\s+\S*$/u, '')} …`;
}
