/** Estimates from lexer tokens how deep a YAML text nests, never too low. */
export interface NestingGauge {
  see(token: string, isScalar: boolean): void;
  /** The lexer gave up on an unclosed flow collection. */
  endFlow(): void;
  /** The estimate where it was highest so far. */
  highest(): number;
}

/**
 * A line can lie inside the lines above it that are indented less, and opens at most two levels by itself (a list may
 * stand at the same column as the key that holds it) and one more for each `-`, `?` and `:`.
 * Inside `[` and `{` only these brackets nest, with a pair in each, as long as the text is well-formed.
 */
export function createNestingGauge(): NestingGauge {
  const block = createBlockGauge();
  const flow = createFlowGauge();
  /** Where the present line's text begins; undefined once it has begun. */
  let column: number | undefined = 0;
  let isBlockScalar = false;
  let highest = 0;

  const seeContent = (token: string, isScalar: boolean): void => {
    if (column !== undefined && !flow.isOpen()) block.openLine(column);
    column = undefined;
    if (isScalar) return;
    isBlockScalar = token.startsWith('|') || token.startsWith('>');
    if (isIndicator(token) && !flow.isOpen()) block.addLevel();
    else flow.see(token);
    highest = Math.max(highest, block.depth() + flow.depth());
  };

  return {
    see(token, isScalar) {
      if (isScalar && isBlockScalar) {
        // Its text begins after the line break, and ends with one.
        isBlockScalar = false;
        column = 0;
      } else if (isScalar) seeContent(token, true);
      else if (isLineBreak(token)) column = 0;
      else if (isBlank(token)) column = column === undefined ? undefined : column + token.length;
      else if (!token.startsWith('#')) seeContent(token, false);
    },
    endFlow: flow.end,
    highest: () => highest,
  };
}

interface FlowGauge {
  see(token: string): void;
  end(): void;
  isOpen(): boolean;
  depth(): number;
}

/**
 * Two levels for each open bracket, with a pair in it. An entry has one `:` and one `?`, and never `-`: where a text has more,
 * which is not allowed, the parser builds block collections inside of the brackets; they count for good.
 */
function createFlowGauge(): FlowGauge {
  /** For each open bracket, the indicators of its present entry. */
  const open: Set<string>[] = [];
  let strays = 0;
  return {
    see(token) {
      const entry = open.at(-1);
      if (token === '[' || token === '{') open.push(new Set());
      else if (token === ']' || token === '}') open.pop();
      else if (token === ',') entry?.clear();
      else if (!isIndicator(token)) return;
      else if (token === '-' || entry?.has(token) === true) strays += 1;
      else entry?.add(token);
    },
    end: () => void open.splice(0),
    isOpen: () => open.length > 0,
    depth: () => 2 * (open.length + strays),
  };
}

interface BlockGauge {
  openLine(column: number): void;
  addLevel(): void;
  depth(): number;
}

function createBlockGauge(): BlockGauge {
  const open: { readonly column: number; levels: number }[] = [];
  let depth = 0;
  return {
    openLine(column) {
      for (let last = open.at(-1); last !== undefined && last.column >= column; last = open.at(-1)) {
        depth -= last.levels;
        open.pop();
      }
      open.push({ column, levels: 2 });
      depth += 2;
    },
    addLevel() {
      const line = open.at(-1);
      if (line === undefined) return;
      line.levels += 1;
      depth += 1;
    },
    depth: () => depth,
  };
}

function isIndicator(token: string): boolean {
  return token === '-' || token === '?' || token === ':';
}

function isLineBreak(token: string): boolean {
  return token === '\n' || token === '\r\n' || token === '';
}

function isBlank(token: string): boolean {
  return token.startsWith(' ') || token.startsWith('\t');
}
