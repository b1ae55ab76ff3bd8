/** The words of a text in the letters that names are made of: `Räume für Bücher` gives raume, fur, bucher. */
export function nameWords(text: string): readonly string[] {
  // Taken apart, a letter is followed by its accents.
  const bare = text
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '');
  return bare.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}
