/**
 * Environment variables of the function, each as a reference that CloudFormation resolves during deployment: the values
 * are neither in the template nor in the package. serverless.yml chooses one of the two.
 */
export interface FunctionEnvironment {
  readonly ssm: Readonly<Record<string, string>>;
  readonly secretsmanager: Readonly<Record<string, string>>;
}

/**
 * Lambda sets these itself and rejects them in a template. Source: Lambda developer guide, reserved environment
 * variables.
 */
const OF_LAMBDA =
  /^(_.*|AWS_(REGION|DEFAULT_REGION|EXECUTION_ENV|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)|AWS_LAMBDA_.*|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;

/**
 * References for the variables that Lambda does not set itself; AWS_REGION and the keys of the role are left out.
 * `${param:secretsFrom}` in them is filled in by serverless.yml: a path of parameters, or the name of a secret.
 */
export function environmentOf(names: readonly string[]): FunctionEnvironment {
  const own = names.filter((name) => !OF_LAMBDA.test(name));
  const references = (of: (name: string) => string) => Object.fromEntries(own.map((name) => [name, of(name)]));
  return {
    ssm: references((name) => `{{resolve:ssm:/\${param:secretsFrom}/${name}}}`),
    secretsmanager: references((name) => `{{resolve:secretsmanager:\${param:secretsFrom}:SecretString:${name}}}`),
  };
}
