/** prom-client 15.1.3 has types for its main file alone. As much of its registry as is used. */
declare module 'prom-client/lib/registry.js' {
  interface Collected {
    readonly name: string;
    readonly help: string;
    readonly type: string;
    readonly values: readonly { readonly value: number; readonly labels: Readonly<Record<string, string>> }[];
  }

  class Registry {
    constructor(contentType?: string);
    registerMetric(metric: { readonly name: string; get(): Promise<Collected> }): void;
    metrics(): Promise<string>;
  }

  export = Registry;
}
