import os

import boto3
from django.conf import settings


def write_invoice(number, text):
    path = os.path.join(settings.INVOICE_DIR, f"{number}.txt")
    with open(path, "w") as file:
        file.write(text)
    return path


def aws(service):
    return boto3.client(service, region_name="eu-central-1", endpoint_url=os.environ.get("AWS_ENDPOINT"))


def load_cart(table):
    return aws("dynamodb").get_item(TableName=table, Key={"id": {"S": "42"}})


def upload_invoice(key):
    return aws("s3").put_object(Bucket="shop-invoices", Key=key, Body=b"%PDF")
