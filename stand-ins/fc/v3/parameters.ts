import type { ParameterTable } from '../parameters.ts';

const PAGE = ['limit', 'nextToken', 'prefix'];
const OF_FUNCTION = [
  'code',
  'cpu',
  'description',
  'diskSize',
  'environmentVariables',
  'handler',
  'instanceConcurrency',
  'internetAccess',
  'logConfig',
  'memorySize',
  'role',
  'runtime',
  'timeout',
];
const NOT_OF_FUNCTION = [
  'customContainerConfig',
  'customDNS',
  'customRuntimeConfig',
  'disableInjectCredentials',
  'disableOndemand',
  'enableLongLiving',
  'gpuConfig',
  'idleTimeout',
  'instanceIsolationMode',
  'instanceLifecycleConfig',
  'juiceFsConfig',
  'layers',
  'nasConfig',
  'ossMountConfig',
  'polarFsConfig',
  'sessionAffinity',
  'sessionAffinityConfig',
  'tracingConfig',
  'vpcConfig',
];
const OF_TRIGGER = ['description', 'invocationRole', 'qualifier', 'triggerConfig'];
const OF_ALIAS = { done: ['description', 'versionId'], refused: ['additionalVersionWeight'] };
const OF_ASYNC = {
  done: ['maxAsyncEventAgeInSeconds', 'maxAsyncRetryAttempts'],
  refused: ['asyncTask', 'destinationConfig'],
};

/** Source: Function Compute API 2023-03-30; a test compares it with the official client. */
export const PARAMETERS: ParameterTable = {
  'POST /functions': {
    body: { done: [...OF_FUNCTION, 'functionName', 'tags'], refused: [...NOT_OF_FUNCTION, 'resourceGroupId'] },
  },
  'GET /functions': {
    query: {
      done: [...PAGE, 'fcVersion', 'tags'],
      refused: ['description', 'functionName', 'gpuType', 'resourceGroupId', 'runtime'],
    },
  },
  'GET /functions/:function': { query: { done: ['qualifier'] } },
  'GET /functions/:function/code': { query: { done: ['qualifier'] } },
  'PUT /functions/:function': { body: { done: OF_FUNCTION, refused: NOT_OF_FUNCTION } },
  'DELETE /functions/:function': {},
  'POST /functions/:function/versions': { body: { done: ['description'] } },
  'GET /functions/:function/versions': { query: { done: ['direction', 'limit', 'nextToken'] } },
  'DELETE /functions/:function/versions/:version': {},
  'POST /functions/:function/aliases': { body: { ...OF_ALIAS, done: [...OF_ALIAS.done, 'aliasName'] } },
  'GET /functions/:function/aliases': { query: { done: PAGE } },
  'GET /functions/:function/aliases/:alias': {},
  'PUT /functions/:function/aliases/:alias': { body: OF_ALIAS },
  'DELETE /functions/:function/aliases/:alias': {},
  'POST /functions/:function/triggers': {
    body: { done: [...OF_TRIGGER, 'sourceArn', 'triggerName', 'triggerType'] },
  },
  'GET /functions/:function/triggers': { query: { done: PAGE } },
  'GET /functions/:function/triggers/:trigger': {},
  'PUT /functions/:function/triggers/:trigger': { body: { done: OF_TRIGGER } },
  'DELETE /functions/:function/triggers/:trigger': {},
  'PUT /functions/:function/concurrency': { body: { done: ['reservedConcurrency'] } },
  'GET /functions/:function/concurrency': {},
  'DELETE /functions/:function/concurrency': {},
  'GET /concurrency-configs': { query: { done: ['functionName', 'limit', 'nextToken'] } },
  'PUT /functions/:function/async-invoke-config': { query: { done: ['qualifier'] }, body: OF_ASYNC },
  'GET /functions/:function/async-invoke-config': { query: { done: ['qualifier'] } },
  'DELETE /functions/:function/async-invoke-config': { query: { done: ['qualifier'] } },
  'GET /async-invoke-configs': { query: { done: ['functionName', 'limit', 'nextToken'] } },
  'POST /functions/:function/invocations': {
    query: { done: ['qualifier'] },
    headers: { done: ['x-fc-invocation-type', 'x-fc-log-type'], refused: ['x-fc-async-task-id'] },
  },
  'POST /tags-v2': { body: { done: ['ResourceId', 'ResourceType', 'Tag'] } },
  'GET /tags-v2': { query: { done: ['Limit', 'NextToken', 'ResourceId', 'ResourceType', 'Tag'] } },
  'DELETE /tags-v2': { query: { done: ['All', 'ResourceId', 'ResourceType', 'TagKey'] } },
};
