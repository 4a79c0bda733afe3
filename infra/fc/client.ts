/** Where Simple Log Service stores the function's output. */
export interface LogPlace {
  readonly project: string;
  readonly logstore: string;
}

/** The fields of an FC 2.0 service that the deployment sets. */
export interface ServiceFields {
  readonly description: string;
  readonly role: string;
  readonly log: LogPlace | null;
}

/**
 * The fields of a function that the deployment sets. Those that a generation does not have on a function are absent.
 */
export interface FunctionFields {
  readonly description: string;
  readonly runtime: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly requestsPerInstance: number;
  readonly environment: Readonly<Record<string, string>>;
  /** FC 3.0 only: in 2.0, role and log belong to the service. */
  readonly role?: string;
  readonly log?: LogPlace | null;
  /** FC 3.0 only: vCPUs, and MB of temporary disk. */
  readonly cpu?: number;
  readonly diskMb?: number;
}

/** A function that exists. */
export interface ExistingFunction {
  readonly fields: FunctionFields;
  /** Computed by the service from its code; equal for equal code. */
  readonly codeChecksum: string;
}

/** A trigger. */
export interface TriggerFields {
  readonly name: string;
  readonly description: string;
  readonly type: string;
  /** The version or alias that it calls. */
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

/** A trigger that exists. */
export interface ExistingTrigger extends TriggerFields {
  /** Where an HTTP trigger answers, on the Internet. */
  readonly url?: string;
}

/** A published version. Numbers rise. */
export interface Version {
  readonly id: string;
  readonly description: string;
  /** In the service's format. */
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

/** How asynchronous calls are handled, including those of timers. */
export interface AsyncFields {
  readonly retries: number;
  readonly eventAgeSeconds: number;
}

/** The result of calling the function. */
export interface Invocation {
  /** What it returned, or Function Compute's description of its failure. */
  readonly text: string;
  /**
   * `HandledInvocationError` or the like; null when the function returned. Such failures are answered with HTTP 200.
   */
  readonly errorType: string | null;
}

/** FC 2.0 only: the service that the function is in. */
interface ServiceCalls {
  /** Null in 3.0. @param qualifier version or alias; default: the current state */
  service(qualifier?: string): Promise<ServiceFields | null>;
  createService(fields: ServiceFields): Promise<void>;
  updateService(fields: ServiceFields): Promise<void>;
  deleteService(): Promise<void>;
  /** Names of all functions in the service; empty in 3.0. */
  functionsOfService(): Promise<string[]>;
}

interface FunctionCalls {
  function(qualifier?: string): Promise<ExistingFunction | null>;
  createFunction(fields: FunctionFields, zip: Uint8Array): Promise<void>;
  /** @param zip null keeps the code */
  updateFunction(fields: FunctionFields, zip: Uint8Array | null): Promise<void>;
  deleteFunction(): Promise<void>;
  /** Calls the function and waits for it. */
  invoke(qualifier: string, event: string): Promise<Invocation>;
}

interface TriggerCalls {
  triggers(): Promise<ExistingTrigger[]>;
  createTrigger(fields: TriggerFields): Promise<void>;
  updateTrigger(fields: TriggerFields): Promise<void>;
  deleteTrigger(name: string): Promise<void>;
}

interface VersionCalls {
  /** Newest first. */
  versions(): Promise<Version[]>;
  /** @returns its id */
  publishVersion(description: string): Promise<string>;
  deleteVersion(id: string): Promise<void>;
}

interface AliasCalls {
  aliases(): Promise<Alias[]>;
  createAlias(alias: Alias): Promise<void>;
  updateAlias(alias: Alias): Promise<void>;
  deleteAlias(name: string): Promise<void>;
}

interface AsyncCalls {
  asyncConfig(qualifier: string): Promise<AsyncFields | null>;
  putAsyncConfig(qualifier: string, fields: AsyncFields): Promise<void>;
  deleteAsyncConfig(qualifier: string): Promise<void>;
}

/** Maximum number of concurrent instances: of the qualifier in 2.0, of the whole function in 3.0. */
interface InstanceCapCalls {
  instanceCap(qualifier: string): Promise<number | null>;
  putInstanceCap(qualifier: string, most: number): Promise<void>;
  deleteInstanceCap(qualifier: string): Promise<void>;
}

/** The calls of a client, by what they are about. */
export interface CallsAbout {
  readonly service: ServiceCalls;
  readonly function: FunctionCalls;
  readonly triggers: TriggerCalls;
  readonly versions: VersionCalls;
  readonly aliases: AliasCalls;
  readonly async: AsyncCalls;
  readonly instanceCap: InstanceCapCalls;
}

/**
 * What the deployment needs from Function Compute: one function, its service in FC 2.0, and everything that belongs to
 * it. Reading something that does not exist returns null or an empty list; deleting it is not a failure. Every method
 * throws DeployError.
 */
export interface FcClient
  extends ServiceCalls,
    FunctionCalls,
    TriggerCalls,
    VersionCalls,
    AliasCalls,
    AsyncCalls,
    InstanceCapCalls {
  /** For messages: `Function Compute 3.0 in cn-shanghai`. */
  readonly place: string;
}
