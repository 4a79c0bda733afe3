/** What the deployment uses of `@alicloud/fc2` 2.6.6, which has no types of its own. Answers are not to be trusted. */
declare module '@alicloud/fc2' {
  type Options = Record<string, unknown>;
  type Headers = Record<string, string>;

  interface Answer {
    readonly headers: Readonly<Record<string, string | undefined>>;
    /** Parsed JSON; a text when the head does not say JSON. */
    readonly data: unknown;
  }

  interface ClientOptions {
    readonly accessKeyID: string;
    readonly accessKeySecret: string;
    readonly region: string;
    /** Read only when the key id begins with STS. */
    readonly securityToken?: string;
    /** Default: false, plain http. */
    readonly secure?: boolean;
    /** Instead of the base URL. */
    readonly endpoint?: string;
    /** In milliseconds. */
    readonly timeout?: number;
    /** Of every request; signed where they begin with x-fc-. */
    readonly headers?: Headers;
  }

  /** Changes the options that it is given. */
  class Client {
    constructor(accountId: string, options: ClientOptions);

    createService(service: string, options: Options): Promise<Answer>;
    getService(service: string, headers?: Headers, qualifier?: string): Promise<Answer>;
    updateService(service: string, options: Options): Promise<Answer>;
    /** Its second argument goes into the headers. */
    deleteService(service: string): Promise<Answer>;

    createFunction(service: string, options: Options): Promise<Answer>;
    getFunction(service: string, name: string, headers?: Headers, qualifier?: string): Promise<Answer>;
    updateFunction(service: string, name: string, options: Options): Promise<Answer>;
    deleteFunction(service: string, name: string): Promise<Answer>;
    listFunctions(service: string, options: Options): Promise<Answer>;
    invokeFunction(
      service: string,
      name: string,
      event: string | Buffer,
      headers?: Headers,
      qualifier?: string,
      options?: { readonly rawBuf?: boolean },
    ): Promise<Answer>;

    createTrigger(service: string, name: string, options: Options): Promise<Answer>;
    updateTrigger(service: string, name: string, trigger: string, options: Options): Promise<Answer>;
    deleteTrigger(service: string, name: string, trigger: string): Promise<Answer>;
    listTriggers(service: string, name: string, options: Options): Promise<Answer>;

    publishVersion(service: string, description: string): Promise<Answer>;
    listVersions(service: string, options: Options): Promise<Answer>;
    deleteVersion(service: string, versionId: string): Promise<Answer>;

    createAlias(service: string, alias: string, versionId: string, options: Options): Promise<Answer>;
    updateAlias(service: string, alias: string, versionId: string, options: Options): Promise<Answer>;
    listAliases(service: string, options: Options): Promise<Answer>;
    deleteAlias(service: string, alias: string): Promise<Answer>;

    getFunctionAsyncConfig(service: string, name: string, qualifier: string): Promise<Answer>;
    putFunctionAsyncConfig(service: string, name: string, qualifier: string, options: Options): Promise<Answer>;
    deleteFunctionAsyncConfig(service: string, name: string, qualifier: string): Promise<Answer>;

    getOnDemandConfig(service: string, name: string, qualifier: string): Promise<Answer>;
    putOnDemandConfig(service: string, name: string, qualifier: string, options: Options): Promise<Answer>;
    deleteOnDemandConfig(service: string, name: string, qualifier: string): Promise<Answer>;
  }

  export = Client;
}
