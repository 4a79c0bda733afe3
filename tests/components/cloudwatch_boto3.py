"""Drives the stand-in of CloudWatch with boto3 and prints what it saw, as one JSON object: cloudwatch_boto3.py URL"""

import json
import sys
from datetime import datetime, timezone

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

REGION = "eu-central-1"
TOPIC = f"arn:aws:sns:{REGION}:123456789012:on-call"


def refusal(call, **arguments):
    """Class, code and status of what a call is refused with; None when it is not."""
    try:
        call(**arguments)
        return None
    except ClientError as refused:
        status = refused.response["ResponseMetadata"]["HTTPStatusCode"]
        return [type(refused).__name__, refused.response["Error"]["Code"], status]


def main(url):
    aws = boto3.client(
        "cloudwatch",
        region_name=REGION,
        endpoint_url=url,
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(retries={"max_attempts": 1}),
    )
    rule = {
        "Namespace": "Relays",
        "MetricName": "Stopped",
        "Statistic": "Maximum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanThreshold",
    }
    names = lambda **wanted: [alarm["AlarmName"] for alarm in aws.describe_alarms(**wanted)["MetricAlarms"]]

    now = datetime.now(timezone.utc)
    many = [{"MetricName": f"m{n}", "Value": n, "Unit": "Count", "Timestamp": now} for n in range(500)]
    aws.put_metric_data(Namespace="Relays", MetricData=many)
    nothing = refusal(aws.put_metric_data, Namespace="AWS/Relays", MetricData=many)

    aws.put_metric_alarm(AlarmName="one", AlarmActions=[TOPIC], Tags=[{"Key": "owner", "Value": "us"}], **rule)
    aws.put_metric_alarm(AlarmName="two", **rule)
    [one] = aws.describe_alarms(AlarmNames=["one"])["MetricAlarms"]
    aws.tag_resource(ResourceARN=one["AlarmArn"], Tags=[{"Key": "stage", "Value": "prod"}])
    aws.untag_resource(ResourceARN=one["AlarmArn"], TagKeys=["owner"])
    seen = {
        "byName": names(AlarmNames=["two", "three"]),
        "byPrefix": names(AlarmNamePrefix="o"),
        "byState": names(StateValue="INSUFFICIENT_DATA"),
        "byOtherState": names(StateValue="ALARM"),
        "byAction": names(ActionPrefix=TOPIC),
        "pages": [len(page["MetricAlarms"]) for page in aws.get_paginator("describe_alarms").paginate(PaginationConfig={"PageSize": 1})],
        "updated": one["AlarmConfigurationUpdatedTimestamp"] >= now.replace(microsecond=0),
        "tags": aws.list_tags_for_resource(ResourceARN=one["AlarmArn"])["Tags"],
    }

    body = json.dumps({"widgets": []})
    aws.put_dashboard(DashboardName="relays", DashboardBody=body)
    seen["dashboards"] = [entry["Size"] for entry in aws.list_dashboards()["DashboardEntries"]]
    seen["dashboard"] = aws.get_dashboard(DashboardName="relays")["DashboardBody"] == body
    aws.delete_dashboards(DashboardNames=["relays"])

    seen["refusals"] = {
        "namespace": nothing,
        "deleteAlarm": refusal(aws.delete_alarms, AlarmNames=["one", "three"]),
        "token": refusal(aws.describe_alarms, NextToken="nobody's"),
        "percentile": refusal(aws.put_metric_alarm, AlarmName="p", ExtendedStatistic="p99", **{k: v for k, v in rule.items() if k != "Statistic"}),
        "getDashboard": refusal(aws.get_dashboard, DashboardName="relays"),
        "deleteDashboard": refusal(aws.delete_dashboards, DashboardNames=["relays"]),
        "putDashboard": refusal(aws.put_dashboard, DashboardName="relays", DashboardBody="{"),
        "metricData": refusal(aws.list_metrics),
    }
    aws.delete_alarms(AlarmNames=["one", "two"])
    seen["left"] = names()
    print(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
