"""Drives the stand-in of ApsaraVideo Live with the vendor's Python SDK and prints what it saw, as one JSON object.

Usage: live_python_sdk.py HOST:PORT REGION ACCESS_KEY_ID ACCESS_KEY_SECRET [SECURITY_TOKEN]
"""

import inspect
import json
import sys
from datetime import datetime, timedelta, timezone

from alibabacloud_live20161101 import models
from alibabacloud_live20161101.client import Client
from alibabacloud_tea_openapi.models import Config

PAGE_SIZE = 100
OPERATIONS = [
    "DescribeLivePullToPushList",
    "DescribeLivePullToPush",
    "CreateLivePullToPush",
    "UpdateLivePullToPush",
    "RestartLivePullToPush",
    "StopLivePullToPush",
    "DeleteLivePullToPush",
]


def a_client(endpoint, key, secret, token=None):
    return Client(
        Config(
            endpoint=endpoint,
            protocol="http",
            access_key_id=key,
            access_key_secret=secret,
            security_token=token,
        )
    )


def read_all(client, region):
    tasks = []
    while True:
        page = len(tasks) // PAGE_SIZE + 1
        request = models.DescribeLivePullToPushListRequest(region=region, page_number=page, page_size=PAGE_SIZE)
        body = client.describe_live_pull_to_push_list(request).body
        tasks += body.task_list
        if len(body.task_list) < PAGE_SIZE:
            return body.total, tasks


def code_of(call):
    """The code that a call is refused with, or None when it is not."""
    try:
        call()
        return None
    except Exception as refused:  # the class of the error differs between versions of the SDK, its code does not
        return {"code": refused.code, "status": getattr(refused, "statusCode", None) or getattr(refused, "status_code", None)}


def utc(when):
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def parameters_of(operation):
    """What the SDK can say in a call of this operation."""
    request = getattr(models, operation + "Request")
    names = [name for name in inspect.signature(request.__init__).parameters if name != "self"]
    return sorted(request(**{name: "x" for name in names}).to_map())


def count(values):
    counts = {}
    for value in values:
        counts[str(value)] = counts.get(str(value), 0) + 1
    return counts


def create(client, region):
    now = datetime.now(timezone.utc)
    request = models.CreateLivePullToPushRequest(
        region=region,
        task_name="made by python é?#%+*'()",
        start_time=utc(now - timedelta(minutes=1)),
        end_time=utc(now + timedelta(hours=1)),
        source_type="live",
        source_protocol="rtmp",
        source_urls=["rtmp://source-1.example.com/live/python?auth_key=1"],
        dst_url="rtmp://push-1.example.com/ingest/python",
        callback_url="http://hooks.example.com/python",
        retry_interval=120,
    )
    return client.create_live_pull_to_push(request).body


def main(endpoint, region, key, secret, token=None):
    client = a_client(endpoint, key, secret, token)
    named = lambda task_id: {"region": region, "task_id": task_id}
    describe = lambda task_id: client.describe_live_pull_to_push(models.DescribeLivePullToPushRequest(**named(task_id))).body
    stop = lambda task_id: client.stop_live_pull_to_push(models.StopLivePullToPushRequest(**named(task_id)))
    restart = lambda task_id: client.restart_live_pull_to_push(models.RestartLivePullToPushRequest(**named(task_id)))
    delete = lambda task_id: client.delete_live_pull_to_push(models.DeleteLivePullToPushRequest(**named(task_id)))
    list_by = lambda **wanted: client.describe_live_pull_to_push_list(models.DescribeLivePullToPushListRequest(**wanted))

    total, tasks = read_all(client, region)
    chosen = tasks[7]
    found = list_by(region=region, task_name=chosen.task_info.task_name[2:]).body
    stopped = [task.task_invalid_reason or "none" for task in tasks if task.task_status == 3]

    created = create(client, region)
    made = describe(created.task_id)
    update = models.UpdateLivePullToPushRequest(callback_url="http://hooks.example.com/2", **named(created.task_id))
    life = [made.task_status]
    client.update_live_pull_to_push(update)
    stop(created.task_id)
    life.append(describe(created.task_id).task_status)
    second_stop = code_of(lambda: stop(created.task_id))
    restart(created.task_id)
    life.append(describe(created.task_id).task_status)
    updated = describe(created.task_id)
    delete(created.task_id)

    wrong = a_client(endpoint, key, "wrong", token)
    list_as = lambda other: other.describe_live_pull_to_push_list(models.DescribeLivePullToPushListRequest(region=region))
    print(
        json.dumps(
            {
                "total": total,
                "parameters": {operation: parameters_of(operation) for operation in OPERATIONS},
                "distinct": len({task.task_id for task in tasks}),
                "byStatus": count(task.task_status for task in tasks),
                "stoppedByReason": count(stopped),
                "chosen": chosen.task_id,
                "found": [task.task_id for task in found.task_list],
                "described": describe(chosen.task_id).task_info.to_map() == chosen.task_info.to_map(),
                "retCode": created.ret_code,
                "made": made.task_info.to_map(),
                "life": life,
                "callbackAfterUpdate": updated.task_info.callback_url,
                "refusals": {
                    "secondStop": second_stop,
                    "describeDeleted": code_of(lambda: describe(created.task_id)),
                    "region": code_of(lambda: list_by(region="mars-1")),
                    "noRegion": code_of(lambda: list_by()),
                    "pageSize": code_of(lambda: list_by(region=region, page_size=101)),
                    "wrongSecret": code_of(lambda: list_as(wrong)),
                    "unknownKey": code_of(lambda: list_as(a_client(endpoint, "nobody", secret))),
                },
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
