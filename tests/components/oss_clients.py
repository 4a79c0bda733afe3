"""Drives the stand-in of OSS with both of the vendor's Python clients and prints what they saw, as one JSON object.

Usage: oss_clients.py URL REGION BUCKET KEY_ID KEY_SECRET [SECURITY_TOKEN]
"""

import json
import sys

import alibabacloud_oss_v2 as oss_v2
import oss2

KEYS = ["a b/直播+&.json", "one", "two/1", "two/2"]


def code_of(call):
    """Status and code that a call is refused with; None when it is not."""
    try:
        call()
        return None
    except oss2.exceptions.OssError as refused:
        return [refused.status, refused.code]
    except oss_v2.exceptions.OperationError as failed:
        cause = failed.unwrap()
        return [cause.status_code, cause.code]


def through_oss2(url, region, bucket_name, key_id, secret, token=None):
    if token is None:
        auth = oss2.AuthV4(key_id, secret)
    else:
        auth = oss2.ProviderAuthV4(oss2.credentials.StaticCredentialsProvider(key_id, secret, token))
    bucket = oss2.Bucket(auth, url, bucket_name, region=region)
    for key in KEYS:
        # the client checks the answer's checksum, on writing and on reading
        bucket.put_object(key, f"body of {key}".encode(), headers={"x-oss-meta-writer": "oss2"})
    whole = bucket.get_object(KEYS[0])
    listed = list(oss2.ObjectIteratorV2(bucket, max_keys=3))
    folded = list(oss2.ObjectIteratorV2(bucket, delimiter="/", max_keys=1, fetch_owner=True))
    seen = {
        "whole": whole.read().decode(),
        "writer": whole.headers["x-oss-meta-writer"],
        "part": bucket.get_object("one", byte_range=(0, 3)).read().decode(),
        "end": bucket.get_object("one", byte_range=(None, 3)).read().decode(),
        "size": bucket.get_object_meta("one").content_length,
        "head": bucket.head_object("one").content_type,
        "exists": [bucket.object_exists("one"), bucket.object_exists("none")],
        "listed": [entry.key for entry in listed],
        "lastModified": all(abs(entry.last_modified - whole.last_modified) <= 5 for entry in listed),
        "folded": [entry.key for entry in folded],
        "owned": all(entry.owner for entry in folded if not entry.is_prefix()),
        "notModified": code_of(lambda: bucket.get_object(KEYS[0], headers={"if-none-match": f'"{whole.etag}"'})),
        "refusals": {
            "forbidden": code_of(lambda: bucket.put_object("one", b"", headers={"x-oss-forbid-overwrite": "true"})),
            "none": code_of(lambda: bucket.get_object("none")),
            "copy": code_of(lambda: bucket.copy_object(bucket_name, "one", "copy")),
            "acl": code_of(lambda: bucket.put_object_acl("one", oss2.OBJECT_ACL_PRIVATE)),
            "batch": code_of(lambda: bucket.batch_delete_objects(KEYS)),
            "wrongSecret": code_of(lambda: oss2.Bucket(oss2.AuthV4(key_id, "x"), url, bucket_name, region=region).get_object("one")),
            "oldSignature": code_of(lambda: oss2.Bucket(oss2.Auth(key_id, secret), url, bucket_name).get_object("one")),
        },
    }
    for key in KEYS:
        bucket.delete_object(key)
    seen["left"] = [entry.key for entry in oss2.ObjectIteratorV2(bucket)]
    return seen


def through_oss_v2(url, region, bucket_name, key_id, secret, token=None):
    config = oss_v2.config.load_default()
    config.credentials_provider = oss_v2.credentials.StaticCredentialsProvider(key_id, secret, token)
    config.region = region
    config.endpoint = url
    config.retry_max_attempts = 1
    client = oss_v2.Client(config)
    named = lambda key: {"bucket": bucket_name, "key": key}
    get = lambda key, **more: client.get_object(oss_v2.GetObjectRequest(**named(key), **more))
    put = lambda key, **more: client.put_object(oss_v2.PutObjectRequest(**named(key), body=f"body of {key}".encode(), **more))
    for key in KEYS:
        put(key, metadata={"writer": "v2"})
    whole = get(KEYS[0])
    pages = client.list_objects_v2_paginator().iter_page(
        oss_v2.ListObjectsV2Request(bucket=bucket_name, delimiter="/", max_keys=1)
    )
    folded = [page for page in pages]
    standard = lambda wanted: get("one", range_header=wanted, range_behavior="standard").body.read().decode()
    seen = {
        "whole": whole.body.read().decode(),
        "writer": whole.metadata["writer"],
        "part": get("one", range_header="bytes=0-3").body.read().decode(),
        "beyond": standard("bytes=8-100"),
        "exists": [client.is_object_exist(bucket_name, "one"), client.is_object_exist(bucket_name, "none")],
        "folded": [
            entry.key if hasattr(entry, "key") else entry.prefix
            for page in folded
            for entry in (page.contents or []) + (page.common_prefixes or [])
        ],
        "refusals": {
            "forbidden": code_of(lambda: put("one", forbid_overwrite=True)),
            "none": code_of(lambda: get("none")),
            "noHead": code_of(lambda: client.head_object(oss_v2.HeadObjectRequest(**named("none")))),
            "range": code_of(lambda: standard("bytes=100-")),
            "condition": code_of(lambda: get("one", if_match='"0"')),
            "version": code_of(lambda: get("one", version_id="x")),
            "class": code_of(lambda: put("cold", storage_class="IA")),
        },
    }
    for key in KEYS:
        client.delete_object(oss_v2.DeleteObjectRequest(**named(key)))
    return seen


def main(*arguments):
    print(json.dumps({"oss2": through_oss2(*arguments), "v2": through_oss_v2(*arguments)}, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
