'use strict';
const path = require('node:path');
const { build, inTypescript, ROOT } = require('./in-typescript.cjs');

/** Without relaywatch.yml, osls works on an example, to show what would be deployed; nothing comes of it in an account. */
const WITHOUT_CONFIGURATION = ['package', 'print'];

/**
 * Makes the package whenever osls wants one, so that what is deployed is what the sources and relaywatch.yml say now:
 * for `osls package`, `osls deploy` and `osls deploy function`.
 */
module.exports = class FreshPackage {
  constructor(serverless) {
    const cwd = serverless.serviceDir;
    const custom = () => serverless.service.custom;
    const makePackage = async () => {
      const { bundle, statusBundle, callbackBundle } = custom();
      if (bundle === '') build();
      const built = bundle || path.join(ROOT, 'dist/function/index.js');
      const page = statusBundle || path.join(ROOT, 'dist/status/index.js');
      const receiver = callbackBundle || path.join(ROOT, 'dist/callback/index.js');
      inTypescript('infra/aws/package.ts', ['package', built, page, receiver], { cwd });
    };
    this.hooks = {
      initialize: async () => {
        const command = serverless.processedInput.commands.join(' ');
        if (!custom().isExample || WITHOUT_CONFIGURATION.includes(command)) return;
        throw new serverless.classes.Error(
          `there is no relaywatch.yml, so osls ${command} would act on an example: cp infra/aws/relaywatch.aws.example.yml relaywatch.yml, and change it`,
          'NO_RELAYWATCH_YML',
        );
      },
      'before:package:createDeploymentArtifacts': makePackage,
      'before:package:function:package': makePackage,
    };
  }
};
