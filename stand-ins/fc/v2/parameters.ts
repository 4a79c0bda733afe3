import type { Parameters, ParameterTable } from '../parameters.ts';

const OF_SERVICE: Parameters = {
  body: {
    done: ['description', 'internetAccess', 'logConfig', 'role', 'serviceName'],
    refused: ['nasConfig', 'ossMountConfig', 'tracingConfig', 'vpcConfig'],
  },
};
const OF_FUNCTION: Parameters = {
  body: {
    done: [
      'code',
      'cpu',
      'description',
      'diskSize',
      'environmentVariables',
      'functionName',
      'handler',
      // aliyun-fc2 always sends it; without an initializer it limits nothing
      'initializationTimeout',
      'instanceConcurrency',
      'instanceType',
      'memorySize',
      'runtime',
      'timeout',
    ],
    refused: [
      'caPort',
      'customContainerConfig',
      'customDNS',
      'customHealthCheckConfig',
      'customRuntimeConfig',
      'gpuMemorySize',
      'initializer',
      'instanceLifecycleConfig',
      'instanceSoftConcurrency',
      'layers',
    ],
  },
};
const OF_ALIAS: Parameters = {
  body: { done: ['aliasName', 'description', 'versionId'], refused: ['additionalVersionWeight'] },
};

/** What is refused; all else is done. Source: @alicloud/fc2 2.6.6, aliyun-fc2 2.5.2, data types of API 2021-04-06. */
export const PARAMETERS: ParameterTable = {
  'POST /services': OF_SERVICE,
  'PUT /services/:service': OF_SERVICE,
  'POST /services/:service/functions': OF_FUNCTION,
  'PUT /services/:service/functions/:name': OF_FUNCTION,
  'POST /services/:service/aliases': OF_ALIAS,
  'PUT /services/:service/aliases/:alias': OF_ALIAS,
  'PUT /services/:service/functions/:function/async-invoke-config': {
    body: {
      done: ['maxAsyncEventAgeInSeconds', 'maxAsyncRetryAttempts'],
      refused: ['destinationConfig', 'statefulInvocation'],
    },
  },
  'POST /services/:service/functions/:function/invocations': {
    headers: {
      done: ['x-fc-invocation-type', 'x-fc-log-type'],
      refused: ['x-fc-stateful-async-invocation-id'],
    },
  },
};
