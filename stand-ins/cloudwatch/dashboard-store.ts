import { checkDashboard } from './alarm-rules.ts';
import type { Json } from './metric-rules.ts';
import { pageOf } from './paging.ts';
import { RefusedRequest } from './refusals.ts';

/** The operations of dashboards by name. @throws RefusedRequest */
export interface DashboardStore {
  readonly operations: Readonly<Record<string, (input: Json) => Json>>;
  /** Bodies by name. */
  bodies(): ReadonlyMap<string, string>;
}

/** Source: Amazon CloudWatch API 2010-08-01, ListDashboards. */
const DASHBOARDS_A_PAGE = 1_000;

/** An empty store; dashboards belong to the account, not to a region. */
export function createDashboardStore(account: string, now: () => number): DashboardStore {
  const bodies = new Map<string, string>();
  const modifiedMs = new Map<string, number>();
  const arnOf = (name: string) => `arn:aws:cloudwatch::${account}:dashboard/${name}`;
  return {
    bodies: () => bodies,
    operations: {
      PutDashboard(input) {
        checkDashboard(input);
        const name = String(input.DashboardName);
        bodies.set(name, String(input.DashboardBody));
        modifiedMs.set(name, now());
        return { DashboardValidationMessages: [] };
      },
      GetDashboard({ DashboardName }) {
        const body = bodies.get(String(DashboardName));
        if (body === undefined) throw notFound(`Dashboard ${DashboardName} does not exist`);
        return { DashboardArn: arnOf(String(DashboardName)), DashboardBody: body, DashboardName };
      },
      ListDashboards({ DashboardNamePrefix = '', NextToken }) {
        const names = [...bodies.keys()].filter((name) => name.startsWith(String(DashboardNamePrefix)));
        const { items, nextToken } = pageOf(names, NextToken, undefined, { most: DASHBOARDS_A_PAGE });
        const DashboardEntries = items.map((DashboardName) => ({
          DashboardName,
          DashboardArn: arnOf(DashboardName),
          LastModified: (modifiedMs.get(DashboardName) ?? 0) / 1_000,
          Size: Buffer.byteLength(bodies.get(DashboardName) ?? ''),
        }));
        return { DashboardEntries, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
      },
      DeleteDashboards({ DashboardNames }) {
        const names = Array.isArray(DashboardNames) ? DashboardNames.map(String) : [];
        if (names.some((name) => !bodies.has(name)))
          throw notFound('One of the dashboards is not there; none was deleted.');
        for (const name of names) bodies.delete(name);
        return {};
      },
    },
  };
}

function notFound(message: string): RefusedRequest {
  return new RefusedRequest('DashboardNotFoundError', message);
}
