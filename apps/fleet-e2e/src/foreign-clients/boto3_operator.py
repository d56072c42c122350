"""An operator's day with boto3: what the program does is in its functions, and it prints what it saw as one line of
JSON. Endpoint, region and credentials come from the environment, as for every program of the AWS SDK."""

import json
import urllib.request

import boto3
from botocore.config import Config


def things(iot):
    """Makes 60 things, and reads them in pages of 25, by the SDK's own paginator."""
    for number in range(60):
        iot.create_thing(thingName=f"boto3-{number:02}", attributePayload={"attributes": {"model": "m1"}})
    pages = iot.get_paginator("list_things").paginate(PaginationConfig={"PageSize": 25})
    return [len(page["things"]) for page in pages]


def certificate(iot):
    created = iot.create_keys_and_certificate(setAsActive=True)
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iot:*", "Resource": "*"}]}
    iot.create_policy(policyName="boto3", policyDocument=json.dumps(document))
    iot.attach_policy(policyName="boto3", target=created["certificateArn"])
    iot.attach_thing_principal(thingName="boto3-00", principal=created["certificateArn"])
    try:
        iot.delete_certificate(certificateId=created["certificateId"])
        refused = None
    except iot.exceptions.CertificateStateException as error:
        refused = error.response["Error"]["Code"]
    return {
        "principals": iot.list_thing_principals(thingName="boto3-00")["principals"] == [created["certificateArn"]],
        "policies": [policy["policyName"] for policy in iot.list_attached_policies(target=created["certificateArn"])["policies"]],
        "deleteActive": refused,
    }


def objects(s3):
    """The client signs with version 4, the only one that AWS takes for buckets of today (URLs had version 2 by default)."""
    s3.create_bucket(Bucket="boto3-objects")
    # Beyond 8 MB the SDK uploads in parts, side by side.
    body = b"0123456789abcdef" * (9 * 1024 * 1024 // 16)
    with open("large", "wb") as file:
        file.write(body)
    s3.upload_file("large", "boto3-objects", "a/large")
    s3.put_object(Bucket="boto3-objects", Key="a/small ü", Body=b"small", ContentType="text/plain")
    url = s3.generate_presigned_url("get_object", Params={"Bucket": "boto3-objects", "Key": "a/small ü"}, ExpiresIn=60)
    with urllib.request.urlopen(url) as answer:
        by_url = answer.read().decode()
    listed = s3.list_objects_v2(Bucket="boto3-objects", Prefix="a/")["Contents"]
    return {
        "large": s3.get_object(Bucket="boto3-objects", Key="a/large")["Body"].read() == body,
        "byUrl": by_url,
        "keys": [entry["Key"] for entry in listed],
    }


def items(dynamodb):
    """The resource interface, with conditions and types of Python."""
    from boto3.dynamodb.conditions import Attr, Key

    table = dynamodb.create_table(
        TableName="boto3",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "sk", "AttributeType": "N"}],
        BillingMode="PAY_PER_REQUEST",
    )
    table.wait_until_exists()
    with table.batch_writer() as batch:
        for number in range(40):
            batch.put_item(Item={"pk": "a", "sk": number, "even": number % 2 == 0, "tags": {"x", "y"}})
    found = table.query(KeyConditionExpression=Key("pk").eq("a") & Key("sk").between(10, 19), FilterExpression=Attr("even").eq(True))
    return {"found": [int(item["sk"]) for item in found["Items"]], "tags": sorted(found["Items"][0]["tags"])}


def messages(sqs):
    url = sqs.create_queue(QueueName="boto3")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="hello", MessageAttributes={"a": {"DataType": "String", "StringValue": "b"}})
    received = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5, MessageAttributeNames=["All"])["Messages"]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=received[0]["ReceiptHandle"])
    return {"bodies": [message["Body"] for message in received], "attribute": received[0]["MessageAttributes"]["a"]["StringValue"]}


def main():
    iot = boto3.client("iot")
    print(
        json.dumps(
            {
                "account": boto3.client("sts").get_caller_identity()["Account"],
                "endpoint": iot.describe_endpoint(endpointType="iot:Data-ATS")["endpointAddress"],
                "thingPages": things(iot),
                "certificate": certificate(iot),
                "objects": objects(boto3.client("s3", config=Config(signature_version="s3v4"))),
                "items": items(boto3.resource("dynamodb")),
                "messages": messages(boto3.client("sqs")),
            }
        )
    )


main()
