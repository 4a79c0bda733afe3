import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { metricNamesIn, PUBLISHED_NAMES } from './published-names.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string; readonly description: string };
}
const read = (name: string) =>
  parse(readFileSync(new URL(`../../../infra/prometheus/${name}`, import.meta.url), 'utf8'));
const rules: readonly Rule[] = read('relaywatch-rules.yml').groups.flatMap(({ rules }: { rules: Rule[] }) => rules);

it('asks only for metrics that are published', () => {
  expect(rules.filter(({ expr }) => metricNamesIn(expr).length === 0)).toEqual([]);
  expect(rules.flatMap(({ expr }) => metricNamesIn(expr)).filter((name) => !PUBLISHED_NAMES.has(name))).toEqual([]);
});

it('says what is wrong and what to do', () => {
  for (const { alert, annotations } of rules) {
    expect(annotations.summary.length, alert).toBeGreaterThan(20);
    expect(annotations.description.length, alert).toBeGreaterThan(20);
  }
});

it('has a test in which each rule fires, with its very texts', () => {
  const tests: readonly { alert_rule_test: readonly { alertname: string; exp_alerts?: unknown[] }[] }[] =
    read('relaywatch-rules-test.yml').tests;
  const fired = tests.flatMap(({ alert_rule_test }) =>
    alert_rule_test.filter(({ exp_alerts }) => exp_alerts !== undefined).map(({ alertname }) => alertname),
  );
  expect([...new Set(fired)].sort()).toEqual(rules.map(({ alert }) => alert).sort());
});
