#!/usr/bin/python3
import json


def average_basket(total, orders):
    return total / orders


def report():
    return json.dumps({"average": average_basket(8900, 0)})


body = report()
print("Content-Type: application/json\r\n\r")
print(body)
