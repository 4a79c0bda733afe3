import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { type ArrowFunctionExpression, type Function as FunctionNode, parseSync, Visitor } from 'oxc-parser';

export interface SourceFile {
  /** From the root, as are its imports. */
  readonly path: string;
  readonly lines: number;
  readonly functions: readonly SourceFunction[];
  readonly imports: readonly string[];
}

export interface SourceFunction {
  /** Where it begins, counted from 1. */
  readonly line: number;
  readonly lines: number;
}

type Parsed = ReturnType<typeof parseSync>;

/** Every TypeScript file below a folder of the root. */
export function sourceFilesBelow(root: string, folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => sourceFile(root, join(folder, name)));
}

function sourceFile(root: string, path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const parsed = parseSync(path, text);
  const imports = targetsOf(parsed, text)
    .filter((target) => target.startsWith('.'))
    .map((target) => normalize(join(dirname(path), target)));
  return { path, lines: breaksBefore(text, text.length), functions: functionsOf(parsed, text), imports };
}

function targetsOf({ module }: Parsed, text: string): string[] {
  return [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest?.value ?? '')),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) => text.slice(start + 1, end - 1)),
  ];
}

/** Functions with a block: an arrow that is one expression is a part of what stands around it. */
function functionsOf({ program }: Parsed, text: string): SourceFunction[] {
  const found: SourceFunction[] = [];
  const note = ({ body, start, end }: FunctionNode | ArrowFunctionExpression) => {
    if (body?.type !== 'BlockStatement') return;
    const before = breaksBefore(text, start);
    found.push({ line: before + 1, lines: breaksBefore(text, end) - before + 1 });
  };
  new Visitor({ FunctionDeclaration: note, FunctionExpression: note, ArrowFunctionExpression: note }).visit(program);
  return found;
}

function breaksBefore(text: string, end: number): number {
  let breaks = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) breaks += 1;
  return breaks;
}
