"""Prints, as JSON, what is in an AWS account of moto's: aws_resources.py <url> <region>"""

import json
import sys

import boto3

URL, REGION = sys.argv[1:]


def client(service):
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return boto3.client(service, region_name=REGION, endpoint_url=URL, **keys)


def functions():
    aws = client("lambda")
    for function in aws.list_functions()["Functions"]:
        reserved = aws.get_function_concurrency(FunctionName=function["FunctionName"])
        yield {**function, "ReservedConcurrentExecutions": reserved.get("ReservedConcurrentExecutions")}


def rules():
    aws = client("events")
    for rule in aws.list_rules()["Rules"]:
        yield {**rule, "Targets": aws.list_targets_by_rule(Rule=rule["Name"])["Targets"]}


def roles():
    aws = client("iam")
    for role in aws.list_roles()["Roles"]:
        name = role["RoleName"]
        policies = [
            aws.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
            for policy in aws.list_role_policies(RoleName=name)["PolicyNames"]
        ]
        yield {**role, "Policies": policies}


def buckets():
    aws = client("s3")
    for bucket in aws.list_buckets()["Buckets"]:
        name = bucket["Name"]
        objects = aws.list_objects_v2(Bucket=name).get("Contents", [])
        yield {
            "Name": name,
            "Versioning": aws.get_bucket_versioning(Bucket=name).get("Status"),
            "Keys": [item["Key"] for item in objects],
        }


print(
    json.dumps(
        {
            "stacks": [
                {key: stack[key] for key in ("StackName", "StackStatus")}
                for stack in client("cloudformation").describe_stacks()["Stacks"]
            ],
            "functions": list(functions()),
            "rules": list(rules()),
            "roles": list(roles()),
            "buckets": list(buckets()),
            "logGroups": client("logs").describe_log_groups()["logGroups"],
            "topics": client("sns").list_topics()["Topics"],
        },
        default=str,
    )
)
