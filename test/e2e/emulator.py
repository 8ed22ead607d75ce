"""Runs the AWS emulator over TLS on one loopback port, until its standard input closes.

ministack's own command is not used, since it opens port 443 as well when it may. Added to it are
a record of every call that a role made, the alarm events that CloudWatch sends to the default bus, and three things that
ministack refuses to deploy or forgets: alarm mute rules, alarms on a band that is learnt, the VPC of a function.
"""

import asyncio
import datetime
import json
import os
import signal
import threading
import time

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.app import app
from ministack.core import iam_evaluator, tls
from ministack.core.responses import get_account_id
from ministack.services import cloudwatch, eventbridge

import band_alarms
import mute_rules
import vpc_functions


def end_with_the_test_run():
    """Standard input is a pipe of the test run: it closes however that ends, and the whole group goes with it."""

    def wait():
        while os.read(0, 4096):
            pass
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=wait, daemon=True).start()


# Batches are authorized by the action of a single message, which is all that IAM knows
# (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html); the emulator compares the call's name.
AUTHORIZED_BY = {"sqs:SendMessageBatch": "sqs:SendMessage", "sqs:DeleteMessageBatch": "sqs:DeleteMessage"}


def record_role_calls(path):
    """One JSON line for each decision about a call of an assumed role, so that a test can see which statements are used."""
    enforce = iam_evaluator.enforce
    out = open(path, "a", buffering=1)

    def enforce_and_record(access_key_id, action, service, region, resource_arn="*", service_context=None):
        action = AUTHORIZED_BY.get(action, action)
        denied = enforce(access_key_id, action, service, region, resource_arn, service_context)
        caller = iam_evaluator.resolve_principal(access_key_id or "", get_account_id())
        if isinstance(caller, iam_evaluator.PrincipalInfo) and caller.type == "AssumedRole":
            decision = "Deny" if denied else "Allow"
            call = {"role": caller.arn.split("/")[1], "action": action, "resource": resource_arn, "decision": decision}
            out.write(json.dumps(call) + "\n")
        return denied

    iam_evaluator.enforce = enforce_and_record


def timestamp(epoch):
    return datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"


def alarm_event(alarm, old_state):
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html"""
    dimensions = {d["Name"]: d["Value"] for d in alarm.get("Dimensions", [])}
    metric = {"namespace": alarm.get("Namespace"), "name": alarm.get("MetricName"), "dimensions": dimensions}
    stat = {"metric": metric, "period": alarm.get("Period"), "stat": alarm.get("Statistic")}
    return {
        "Source": "aws.cloudwatch",
        "DetailType": "CloudWatch Alarm State Change",
        "Resources": [alarm["AlarmArn"]],
        "Detail": json.dumps(
            {
                "alarmName": alarm["AlarmName"],
                "configuration": {
                    "description": alarm.get("AlarmDescription", ""),
                    "metrics": [{"id": "m1", "metricStat": stat, "returnData": True}],
                },
                "previousState": {"value": old_state},
                "state": {"value": alarm["StateValue"], "reason": alarm["StateReason"], "timestamp": timestamp(time.time())},
            }
        ),
    }


def announce_alarms():
    """ministack keeps alarm states, of whole seconds, but sends no event when one changes."""
    record_history = cloudwatch._record_history

    def record_and_announce(name, old_state, new_state, *rest, **named):
        record_history(name, old_state, new_state, *rest, **named)
        alarm = cloudwatch._alarms.get(name)
        if alarm and old_state != new_state:
            eventbridge._put_events({"Entries": [alarm_event(alarm, old_state)]}, allow_aws_source=True)

    cloudwatch._record_history = record_and_announce


def main():
    end_with_the_test_run()
    record_role_calls(os.environ["EMULATOR_ROLE_CALLS"])
    announce_alarms()
    mute_rules.mute()
    band_alarms.keep()
    vpc_functions.place()
    config = Config()
    config.bind = [f"127.0.0.1:{os.environ['GATEWAY_PORT']}"]
    config.certfile, config.keyfile = tls.resolve_tls_material()
    config.keep_alive_timeout = 75
    config.graceful_timeout = 1
    asyncio.run(serve(app, config))


main()
