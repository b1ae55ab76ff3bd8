import { Lexer } from 'yaml';
import { type ErrorOptions, MaiosError } from '../../errors/maios-error.ts';
import { bounds } from './bounds.ts';
import { createNestingGauge } from './nesting-gauge.ts';

/**
 * What forbids to parse the text at all: its size, its nesting, its aliases, or that it is not text.
 *
 * A 2 KB file of nested `[`, parsed twice, aborts the whole process, and no try/catch contains that. So the nesting is
 * gauged beforehand over the tokens of yaml's own lexer, which is not recursive: strings, comments and block scalars
 * are seen just as the parser will see them, and cannot hide a bracket from the gauge.
 */
export function scanText(file: string, text: string): MaiosError | undefined {
  const bytes = Buffer.byteLength(text);
  if (bytes > bounds.bytes) {
    return new MaiosError('SPEC_UNREADABLE', `expected at most ${bounds.bytes} bytes, found ${bytes}`, {
      place: { file },
    });
  }
  const control = controlCharacter.exec(text);
  if (control !== null) {
    const code = control[0].charCodeAt(0).toString(16).padStart(4, '0').toUpperCase();
    return unreadable(file, text, control.index, `expected text, found the control character U+${code}`, notText);
  }
  return scanTokens(file, text);
}

// Not allowed in YAML. The lexer makes its own signs of three of them, which could then not be told from the text.
// oxlint-disable-next-line no-control-regex
const controlCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
const scalarSign = '\u001f';
const flowEndSign = '\u0018';
const documentSign = '\u0002';

// The estimate counts up to four for one level, so that 64 real levels always pass;
// yaml was measured to parse four times this depth without trouble.
const highestEstimate = 400;

function scanTokens(file: string, text: string): MaiosError | undefined {
  const gauge = createNestingGauge();
  const counts = { tokens: 0, aliases: 0, documents: 1 };
  for (const { token, offset, isScalar, isFlowEnd } of readTokens(text)) {
    if (isFlowEnd) gauge.endFlow();
    else gauge.see(token, isScalar);
    counts.tokens += 1;
    if (!isScalar && token.startsWith('*')) counts.aliases += 1;
    if (!isScalar && token === '---') counts.documents += 1;
    const excess = excessOf(counts, gauge.highest() > highestEstimate);
    if (excess !== undefined) return unreadable(file, text, offset, excess);
  }
  return undefined;
}

interface Token {
  readonly token: string;
  readonly offset: number;
  readonly isScalar: boolean;
  readonly isFlowEnd: boolean;
}

/** The lexer's tokens, its signs taken out of them: a sign has no place in the text, and speaks of the token after it. */
function* readTokens(text: string): Generator<Token> {
  let offset = 0;
  let isScalar = false;
  for (const token of new Lexer().lex(text)) {
    if (token === scalarSign) isScalar = true;
    else if (token === flowEndSign) yield { token: '', offset, isScalar: false, isFlowEnd: true };
    else if (token !== documentSign) {
      yield { token, offset, isScalar, isFlowEnd: false };
      offset += token.length;
      isScalar = false;
    }
  }
}

type Counts = Readonly<Record<'tokens' | 'aliases' | 'documents', number>>;

function excessOf(counts: Counts, isTooDeep: boolean): string | undefined {
  if (isTooDeep) return `expected at most ${bounds.nesting} levels of nesting, found more`;
  if (counts.aliases > bounds.aliases) return `expected at most ${bounds.aliases} aliases, found more`;
  if (counts.documents > bounds.documents) return `expected at most ${bounds.documents} documents, found more`;
  if (counts.tokens > bounds.tokens) return `expected at most ${bounds.tokens} words and signs, found more`;
  return undefined;
}

/** What to do about a file that is no text. */
export const notText = { fix: 'Save the file as plain text in UTF-8.' } as const;

function unreadable(
  file: string,
  text: string,
  offset: number,
  message: string,
  options: ErrorOptions = {},
): MaiosError {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  return new MaiosError('SPEC_UNREADABLE', message, { ...options, place: { file, line, column } });
}

/** How deep a text may nest; what the scan goes by. */
export function estimateNesting(text: string): number {
  const gauge = createNestingGauge();
  for (const { token, isScalar, isFlowEnd } of readTokens(text)) {
    if (isFlowEnd) gauge.endFlow();
    else gauge.see(token, isScalar);
  }
  return gauge.highest();
}
