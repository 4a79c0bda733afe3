import { BigValueColorMode, ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import type { ThresholdsConfigBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as GraphBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

/** Grafana's grid is 24 columns wide. Source: Grafana, "Dashboard JSON model", gridPos. */
const COLUMNS = 24;
export const SOURCE = { type: 'prometheus', uid: '$datasource' };

/** One large number, four of them side by side, coloured by its thresholds. */
export function numberOf(title: string, expression: string, thresholds: ThresholdsConfigBuilder): StatBuilder {
  return new StatBuilder()
    .title(title)
    .datasource(SOURCE)
    .span(COLUMNS / 4)
    .height(4)
    .thresholds(thresholds)
    .colorMode(BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .withTarget(new DataqueryBuilder().expr(expression).instant().refId('A'));
}

/** A graph of these expressions with their legends, three of them side by side. */
export function graphOf(
  title: string,
  lines: readonly (readonly [expression: string, legend: string])[],
): GraphBuilder {
  return lines.reduce(
    (graph, [expression, legend], place) =>
      graph.withTarget(
        new DataqueryBuilder()
          .expr(expression)
          .legendFormat(legend)
          .range()
          .refId(String.fromCharCode('A'.charCodeAt(0) + place)),
      ),
    new GraphBuilder()
      .title(title)
      .datasource(SOURCE)
      .span(COLUMNS / 3)
      .height(8)
      .min(0),
  );
}
