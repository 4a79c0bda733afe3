"""Drives the stand-in of Function Compute 2.0 with aliyun-fc2 and prints what it saw, as one JSON object.

Usage: fc2_python.py URL KEY_ID KEY_SECRET [SECURITY_TOKEN]
"""

import json
import logging
import sys
import tempfile
from pathlib import Path

import fc2

SERVICE = "relaywatch"
ARN = f"services/{SERVICE}"
SOURCE = "exports.handler = async (event) => ({ heard: event.toString() });"


def code_of(call):
    """Status and code that a call is refused with; None when it is not."""
    try:
        call()
        return None
    except fc2.fc_exceptions.FcError as refused:
        return [refused.status_code, refused.err_code]


def main(url, key_id, secret, token=""):
    logging.disable(logging.CRITICAL)
    client = fc2.Client(endpoint=url, accessKeyID=key_id, accessKeySecret=secret, securityToken=token)
    names = lambda reply, kind, name: [one[name] for one in reply.data[kind]]
    client.create_service(SERVICE, description="直播 relays")
    client.tag_resource(ARN, {"owner": "us", "stage": "test"})
    seen = {
        "byTag": names(client.list_services(tags={"owner": "us"}), "services", "serviceName"),
        "byOtherTag": names(client.list_services(tags={"owner": "them"}), "services", "serviceName"),
        "untagged": client.untag_resource(ARN, ["stage"]).data,
        "tags": client.get_resource_tags(ARN).data["tags"],
        "untaggedAll": client.untag_resource(ARN, [], deleteAll=True).data,
    }
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "index.js").write_text(SOURCE)
        client.create_function(SERVICE, "sweep", "nodejs20", "index.handler", codeDir=folder, memorySize=256, environmentVariables={"A": "b"})
    seen["heard"] = json.loads(client.invoke_function(SERVICE, "sweep", payload=b"hello").data)
    client.publish_version(SERVICE, "first")
    client.create_alias(SERVICE, "live", "1", additionalVersionWeight={})
    seen["alias"] = names(client.list_aliases(SERVICE), "aliases", "versionId")
    seen["versions"] = names(client.list_versions(SERVICE), "versions", "versionId")
    config = {"cronExpression": "@every 1m", "enable": True, "payload": ""}
    client.create_trigger(SERVICE, "sweep", "timer", "timer", config, "dummy", "", qualifier="live")
    client.update_trigger(SERVICE, "sweep", "timer", triggerConfig={**config, "enable": False})
    seen["trigger"] = client.get_trigger(SERVICE, "sweep", "timer").data["triggerConfig"]["enable"]
    client.put_on_demand_config(SERVICE, "live", "sweep", 1)
    client.put_function_async_invoke_config(SERVICE, "live", "sweep", {"maxAsyncRetryAttempts": 0, "destinationConfig": {}})
    seen["onDemand"] = client.get_on_demand_config(SERVICE, "live", "sweep").data["maximumInstanceCount"]
    seen["async"] = client.get_function_async_invoke_config(SERVICE, "live", "sweep").data["maxAsyncRetryAttempts"]
    seen["refusals"] = {
        "none": code_of(lambda: client.get_service("none")),
        "weights": code_of(lambda: client.create_alias(SERVICE, "canary", "1", additionalVersionWeight={"1": 0.1})),
        "moreWeights": code_of(lambda: client.update_alias(SERVICE, "live", "1", additionalVersionWeight={"1": 0.1})),
        "initializer": code_of(lambda: client.update_function(SERVICE, "sweep", initializer="index.start")),
        "network": code_of(lambda: client.update_service(SERVICE, vpcConfig={"vpcId": "vpc-1"})),
        "destination": code_of(
            lambda: client.put_function_async_invoke_config(SERVICE, "live", "sweep", {"destinationConfig": {"onFailure": {"destination": "acs:mns:1"}}})
        ),
    }
    client.delete_function_async_invoke_config(SERVICE, "live", "sweep")
    client.delete_on_demand_config(SERVICE, "live", "sweep")
    client.delete_trigger(SERVICE, "sweep", "timer")
    client.delete_alias(SERVICE, "live")
    client.delete_version(SERVICE, "1")
    client.delete_function(SERVICE, "sweep")
    client.delete_service(SERVICE)
    print(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
