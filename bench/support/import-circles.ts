import type { SourceFile } from './source-files.ts';

/** Each circle of imports, as the paths along it; the first stands again at its end. */
export function importCircles(files: readonly Pick<SourceFile, 'path' | 'imports'>[]): string[][] {
  const importsOf = new Map(files.map(({ path, imports }) => [path, imports]));
  const done = new Set<string>();
  const circles: string[][] = [];
  const visit = (path: string, above: readonly string[]) => {
    if (above.includes(path)) circles.push([...above.slice(above.indexOf(path)), path]);
    if (done.has(path) || above.includes(path)) return;
    for (const target of importsOf.get(path) ?? []) visit(target, [...above, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return circles;
}
