import type { Command } from 'commander';
import { configured, JSON_MEANWHILE_FLAG, JSON_OBJECT_FLAG, YES_FLAG } from './configured.ts';
import { runs } from './run.ts';
import { choice } from './values.ts';

const BUNDLE_FLAG = ['--bundle <file>', "the built function (default: relaywatch's own)"] as const;

/** The way to the clouds. */
export function addDeploy(program: Command): void {
  addPackage(program);
  const deploy = program
    .command('deploy')
    .description(
      'Function Compute: service, function, version, alias and timer, as deploy.fc of the configuration wants them',
    );
  addDeployPlan(deploy);
  addDeployApply(deploy);
  addDeployDestroy(deploy);
  addDeployStatus(deploy);
  addDeployRollback(deploy);
  addDeployInvoke(deploy);
  addDeployPolicy(deploy);
}

function addDeployPlan(deploy: Command): void {
  configured(deploy, 'plan', 'show what apply would change, and what a month costs; changes nothing')
    .option(...BUNDLE_FLAG)
    .option('--destroy', 'show what destroy would delete')
    .option('--no-cost', 'omit the cost, and do not ask Live for the number of relays')
    .option(...JSON_OBJECT_FLAG)
    .action(runs(() => import('../commands/deploy.ts'), 'deployPlanCommand'));
}

function addDeployApply(deploy: Command): void {
  configured(deploy, 'apply', 'create or update everything to match the configuration')
    .option(...BUNDLE_FLAG)
    .option(...JSON_MEANWHILE_FLAG)
    .action(runs(() => import('../commands/deploy.ts'), 'deployApplyCommand'));
}

function addDeployDestroy(deploy: Command): void {
  configured(deploy, 'destroy', 'delete what apply made, and nothing else')
    .option(...YES_FLAG)
    .option(...JSON_MEANWHILE_FLAG)
    .action(runs(() => import('../commands/deploy.ts'), 'deployDestroyCommand'));
}

function addDeployStatus(deploy: Command): void {
  configured(deploy, 'status', 'show what is there, which version runs, and whether anything was changed by hand')
    .option(...BUNDLE_FLAG)
    .option(...JSON_OBJECT_FLAG)
    .action(runs(() => import('../commands/deploy/status.ts'), 'deployStatusCommand'));
}

function addDeployRollback(deploy: Command): void {
  configured(deploy, 'rollback', 'point the timer at the version before the current one')
    .option(...JSON_OBJECT_FLAG)
    .action(runs(() => import('../commands/deploy/rollback.ts'), 'deployRollbackCommand'));
}

function addDeployInvoke(deploy: Command): void {
  configured(deploy, 'invoke', 'make the deployed function sweep once, now, and show what it returns').action(
    runs(() => import('../commands/deploy/invoke.ts'), 'deployInvokeCommand'),
  );
}

function addDeployPolicy(deploy: Command): void {
  configured(
    deploy,
    'policy',
    'print the minimal permissions as RAM policies: for the function, its trust policy, and for whoever deploys',
  )
    .addOption(
      choice('--of <which>', 'one of them', ['function', 'status', 'callbacks', 'trust', 'accounts', 'deployer']),
    )
    .action(runs(() => import('../commands/deploy.ts'), 'deployPolicyCommand'));
}

function addPackage(program: Command): void {
  configured(
    program,
    'package',
    'write what both clouds run: the function and its configuration; values of variables stay out of it',
  )
    .option(...BUNDLE_FLAG)
    .option('--status', "the function of the status page instead of the sweep's")
    .option('--callback', 'the function that receives callbacks instead')
    .option('--out <file>', 'the zip', 'dist/relaywatch.zip')
    .option(...JSON_OBJECT_FLAG)
    .action(runs(() => import('../commands/package.ts'), 'packageCommand'));
}
