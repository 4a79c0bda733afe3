import { CST, Lexer } from 'yaml';

const OPENS = new Set(['flow-seq-start', 'flow-map-start']);
const CLOSES = new Set(['flow-seq-end', 'flow-map-end']);
/** `- ? :`, each of which may begin a list or a section within the one around it, on the same line. */
const INDICATORS = new Set(['seq-item-ind', 'explicit-key-ind', 'map-value-ind']);
const BLANK = new Set(['space', 'comment', 'byte-order-mark', 'doc-mode']);

/** Far more sections inside one another than a configuration has. */
export const MOST_DEPTH = 50;

/** Whether a YAML text must not be parsed: a thousand sections inside one another can end the process. */
export function isTooDeep(text: string): boolean {
  return yamlDepth(text) > MOST_DEPTH;
}

/**
 * How many sections and lists of a YAML text are inside one another, at most; it may say a few more than there are. It
 * reads the text's tokens alone: the parser calls itself for each section.
 */
function yamlDepth(text: string): number {
  const columns: number[] = [];
  let [column, flow, deepest, isFirst] = [0, 0, 0, true];
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token) ?? 'scalar';
    if (type === 'newline') {
      [column, isFirst] = [0, true];
      continue;
    }
    if (OPENS.has(type)) flow += 1;
    else if (CLOSES.has(type)) flow = Math.max(0, flow - 1);
    else if (flow === 0 && !BLANK.has(type) && (isFirst || INDICATORS.has(type))) {
      while ((columns.at(-1) ?? -1) >= column) columns.pop();
      columns.push(column);
    }
    deepest = Math.max(deepest, columns.length + flow);
    column += token.length;
    isFirst &&= BLANK.has(type);
  }
  return deepest;
}
