/** The code of a thread that runs a module of ours, to be evaluated: a thread does not inherit what reads TypeScript. */
export function inTypeScript(module: URL): string {
  return `
    import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))}).then(({ register }) => {
      register();
      return import(${JSON.stringify(module.href)});
    });
  `;
}
