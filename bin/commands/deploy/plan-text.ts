import { planLines, planSummary } from '../../../infra/deploy/diff.ts';
import { isSecretField, type Step } from '../../../infra/fc/plan.ts';
import type { PackageKind } from '../../../infra/package/function-package.ts';
import { green, line, lines, type Part, red, type Shown, yellow } from '../../terminal/shown.ts';
import { print } from '../../terminal/terminal.ts';
import { planJson } from '../done-steps.ts';

const SHOWING = { isSecret: isSecretField };

/** What apply would do: one line for each resource and each of its fields. */
export function printPlan(steps: readonly Step[]): void {
  const told = planLines(steps, SHOWING).map((text) => COLOURS[text.charAt(0)]?.(text) ?? text);
  if (told.length > 0) print(line`\n${lines(told)}\n`);
  print(planSummary(steps));
}

const COLOURS: Readonly<Record<string, (part: Part) => Shown>> = {
  '+': green,
  '~': yellow,
  '-': red,
  '!': red,
};

/** The same for programs; the values of variables are left out. */
export function deployJson(steps: readonly Step[]) {
  return planJson(steps, SHOWING);
}

/** 1 if there is a conflict. */
export function exitOf(steps: readonly Step[]): number {
  return steps.some(({ action }) => action === 'conflict') ? 1 : 0;
}

/** One JSON object: the sweep's, with those of the functions beside it in it, named as their settings are. */
export function together(parts: readonly { readonly kind: PackageKind; readonly json: object }[]): object {
  const jsonOf = (kind: PackageKind) => parts.find((part) => part.kind === kind)?.json;
  const [status, callbacks] = [jsonOf('status'), jsonOf('callback')];
  return { ...jsonOf('sweep'), ...(status && { status }), ...(callbacks && { callbacks }) };
}
