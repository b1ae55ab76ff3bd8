/** What yaml says about a text, in the words of this project where it is a mistake that many make. */
export function describeYamlError(message: string): string {
  for (const [pattern, words] of commonMistakes) {
    if (pattern.test(message)) return message.replace(pattern, words);
  }
  return message.charAt(0).toLowerCase() + message.slice(1);
}

const commonMistakes: readonly (readonly [RegExp, string])[] = [
  [/^Tabs are not allowed as indentation.*/s, 'expected spaces as indentation, found a tab'],
  [/^Missing closing (.)quote.*/s, 'expected a closing $1, found none up to here'],
  [/^Flow .* must be sufficiently indented and end with a (.).*/s, 'expected a closing $1, found none up to here'],
  [
    /^Nested mappings are not allowed in compact mappings.*/s,
    'expected one value, found a colon in it; mind the indentation below it, and put text that holds ": " in quotes',
  ],
  [/^Implicit (map )?keys? .*/s, 'expected "name: value", found a line without a colon after its name'],
  [
    /^All (mapping|sequence|collection) items must start at the same column.*/s,
    'expected the same indentation as above, found another one',
  ],
];
