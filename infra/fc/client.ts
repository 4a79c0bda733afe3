/** Where Simple Log Service keeps what the function prints. */
export interface LogPlace {
  readonly project: string;
  readonly logstore: string;
}

/** Of a service of FC 2.0, as far as the deployment sets it. */
export interface ServiceFields {
  readonly description: string;
  readonly role: string;
  readonly log: LogPlace | null;
}

/** Of a function, as far as the deployment sets it. What a generation does not have on a function is absent. */
export interface FunctionFields {
  readonly description: string;
  readonly runtime: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly requestsPerInstance: number;
  readonly environment: Readonly<Record<string, string>>;
  /** FC 3.0 alone: in 2.0, role and log are the service's. */
  readonly role?: string;
  readonly log?: LogPlace | null;
  /** FC 3.0 alone: vCPUs and MB of temporary disk. */
  readonly cpu?: number;
  readonly diskMb?: number;
}

/** A function that is there. */
export interface ExistingFunction {
  readonly fields: FunctionFields;
  /** What the service worked out of the code that it has; equal for equal code. */
  readonly codeChecksum: string;
}

/** A trigger. */
export interface TriggerFields {
  readonly name: string;
  readonly description: string;
  readonly type: string;
  /** Version or alias that it calls. */
  readonly qualifier: string;
  readonly timer?: TimerFields;
  readonly http?: HttpFields;
}

export interface TimerFields {
  readonly schedule: string;
  readonly enabled: boolean;
  readonly payload: string;
}

export interface HttpFields {
  /** `anonymous`: Function Compute lets everybody in, and the function decides. */
  readonly authType: string;
  readonly methods: readonly string[];
}

/** A published version. Numbers rise. */
export interface Version {
  readonly id: string;
  readonly description: string;
  /** As the service wrote it. */
  readonly createdAt: string;
}

/** A name for a version. */
export interface Alias {
  readonly name: string;
  readonly description: string;
  readonly versionId: string;
  /** Shares of calls that go to other versions, by version. */
  readonly weights: Readonly<Record<string, number>>;
}

/** What becomes of asynchronous calls, those of timers among them. */
export interface AsyncFields {
  readonly retries: number;
  readonly eventAgeSeconds: number;
}

/** What came of calling the function. */
export interface Invocation {
  /** What it returned, or what Function Compute says of its failure. */
  readonly text: string;
  /** `HandledInvocationError` or the like; null when the function returned. Calls that fail so are answered with HTTP 200. */
  readonly errorType: string | null;
}

/**
 * What the deployment needs of Function Compute: one function, in FC 2.0 with its service, and what belongs to it.
 * Reading something that does not exist gives null or an empty list; deleting it is not a failure. Each throws DeployError.
 */
export interface FcClient {
  /** For sentences: `Function Compute 3.0 in cn-shanghai`. */
  readonly place: string;

  /** FC 2.0 alone; null in 3.0. @param qualifier version or alias; default: as it is now */
  service(qualifier?: string): Promise<ServiceFields | null>;
  createService(fields: ServiceFields): Promise<void>;
  updateService(fields: ServiceFields): Promise<void>;
  deleteService(): Promise<void>;
  /** Names of all functions in the service; empty in 3.0. */
  functionsOfService(): Promise<string[]>;

  function(qualifier?: string): Promise<ExistingFunction | null>;
  createFunction(fields: FunctionFields, zip: Uint8Array): Promise<void>;
  /** @param zip null: the code stays */
  updateFunction(fields: FunctionFields, zip: Uint8Array | null): Promise<void>;
  deleteFunction(): Promise<void>;

  triggers(): Promise<TriggerFields[]>;
  createTrigger(fields: TriggerFields): Promise<void>;
  updateTrigger(fields: TriggerFields): Promise<void>;
  deleteTrigger(name: string): Promise<void>;

  /** Newest first. */
  versions(): Promise<Version[]>;
  /** @returns its id */
  publishVersion(description: string): Promise<string>;
  deleteVersion(id: string): Promise<void>;

  aliases(): Promise<Alias[]>;
  createAlias(alias: Alias): Promise<void>;
  updateAlias(alias: Alias): Promise<void>;
  deleteAlias(name: string): Promise<void>;

  asyncConfig(qualifier: string): Promise<AsyncFields | null>;
  putAsyncConfig(qualifier: string, fields: AsyncFields): Promise<void>;
  deleteAsyncConfig(qualifier: string): Promise<void>;

  /** Most instances at a time: of the qualifier in 2.0, of the whole function in 3.0. */
  instanceCap(qualifier: string): Promise<number | null>;
  putInstanceCap(qualifier: string, most: number): Promise<void>;
  deleteInstanceCap(qualifier: string): Promise<void>;

  /** Calls the function and waits for it. */
  invoke(qualifier: string, event: string): Promise<Invocation>;
}
