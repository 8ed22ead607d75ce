import os

import boto3


def write_report():
    with open(os.environ.get("REPORT", "/srv/shop/fastapi/report.csv"), "w", buffering=1) as file:
        file.write("id;total\n" * 100)
    return "written"


def thumbnail():
    return len([0] * (10**10))


def client(service):
    return boto3.client(service, region_name="eu-central-1", endpoint_url=os.environ["AWS_ENDPOINT"])


def read_secret(name):
    return client("secretsmanager").get_secret_value(SecretId=name)


def cart(table):
    return client("dynamodb").get_item(TableName=table, Key={"id": {"S": "1"}})["Item"]
