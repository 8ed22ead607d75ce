"""Alarm mute rules for ministack, which knows none: the CloudFormation type, the two calls that read them, and their effect.

A rule that is active keeps its alarms' actions from being done; states and events change all the same
(https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html).
"""

import datetime
import json
import re
import time
import zoneinfo

from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region
from ministack.services import cloudwatch
from ministack.services.cloudformation import provisioners

RULES = AccountRegionScopedDict()
WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]


def create(logical_id, props, stack_name):
    name = props.get("Name") or provisioners._physical_name(stack_name, logical_id, max_len=255)
    return put(name, props)


def update(physical_id, old_props, new_props, stack_name):
    return put(physical_id, new_props)


def put(name, props):
    alarms = props.get("MuteTargets", {}).get("AlarmNames", [])
    schedule = props["Rule"]["Schedule"]
    if len(alarms) > 100:
        raise ValueError(f"a mute rule takes 100 alarms, got {len(alarms)}")
    is_muting(schedule, time.time())
    arn = f"arn:aws:cloudwatch:{get_region()}:{get_account_id()}:alarm-mute-rule:{name}"
    RULES[name] = {
        "Name": name,
        "AlarmMuteRuleArn": arn,
        "Description": props.get("Description", ""),
        "Rule": {"Schedule": schedule},
        "MuteTargets": {"AlarmNames": alarms},
        "LastUpdatedTimestamp": time.time(),
        "MuteType": "ONE_TIME" if schedule["Expression"].startswith("at(") else "RECURRING",
    }
    return name, {"AlarmMuteRuleArn": arn, "Status": status(schedule), "MuteType": RULES[name]["MuteType"]}


def status(schedule):
    """A single window that is over can become active no more."""
    now = time.time()
    if is_muting(schedule, now):
        return "ACTIVE"
    return "EXPIRED" if schedule["Expression"].startswith("at(") and begin(schedule) < now else "SCHEDULED"


def begin(schedule):
    """at(2026-12-01T22:00)"""
    wall = datetime.datetime.strptime(schedule["Expression"], "at(%Y-%m-%dT%H:%M)")
    return wall.replace(tzinfo=zoneinfo.ZoneInfo(schedule.get("Timezone", "UTC"))).timestamp()


def is_muting(schedule, now):
    """Whether a window is open; what the expression or the duration does not say as AWS wants it is refused."""
    length = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?", schedule["Duration"])
    if not length:
        raise ValueError(f"Duration {schedule['Duration']} is not ISO 8601")
    days, hours, minutes = (int(part or 0) for part in length.groups())
    seconds = ((days * 24 + hours) * 60 + minutes) * 60
    if not 60 <= seconds <= 15 * 86400:
        raise ValueError(f"Duration {schedule['Duration']} is not from PT1M to P15D")
    if schedule["Expression"].startswith("at("):
        return begin(schedule) <= now < begin(schedule) + seconds
    fields = re.fullmatch(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+)\)", schedule["Expression"])
    if not fields:
        raise ValueError(f"Expression {schedule['Expression']} is no cron(Minutes Hours Day-of-month Month Day-of-week)")
    zone = zoneinfo.ZoneInfo(schedule.get("Timezone", "UTC"))
    minute = int(now // 60) * 60
    return any(begins(fields.groups(), datetime.datetime.fromtimestamp(at, zone)) for at in range(minute, int(now - seconds), -60))


def begins(fields, wall):
    values = [wall.minute, wall.hour, wall.day, wall.month, WEEKDAYS[wall.isoweekday() % 7]]
    return all(holds(field, value) for field, value in zip(fields, values))


def holds(field, value):
    """1-5,7 · * · MON-FRI"""
    if field == "*":
        return True
    order = WEEKDAYS if isinstance(value, str) else None
    place = order.index if order else int
    for part in field.split(","):
        first, _, last = part.partition("-")
        if place(first) <= place(value) <= place(last or first):
            return True
    return False


def shown(rule):
    """As GetAlarmMuteRule answers."""
    return {**rule, "Status": status(rule["Rule"]["Schedule"])}


def summary(rule):
    """As ListAlarmMuteRules answers."""
    kept = ("AlarmMuteRuleArn", "Status", "MuteType", "LastUpdatedTimestamp")
    return {key: value for key, value in shown(rule).items() if key in kept}


def answer(action, request):
    if action == "ListAlarmMuteRules":
        return cloudwatch._json_ok({"AlarmMuteRuleSummaries": [summary(rule) for rule in RULES.values()]})
    rule = RULES.get(request.get("AlarmMuteRuleName", ""))
    if rule is None:
        return cloudwatch._error("ResourceNotFoundException", "no such alarm mute rule", 404, use_json=True)
    return cloudwatch._json_ok(shown(rule))


def mute():
    """Adds all of it."""
    handle_request, dispatch_actions = cloudwatch.handle_request, cloudwatch._dispatch_alarm_actions

    async def handle_or_read(method, path, headers, body, query_params):
        action = headers.get("x-amz-target", "").split(".")[-1]
        if action not in ("ListAlarmMuteRules", "GetAlarmMuteRule"):
            return await handle_request(method, path, headers, body, query_params)
        return answer(action, json.loads(body))

    def dispatch_unless_muted(alarm, *rest):
        about = [rule for rule in RULES.values() if alarm["AlarmName"] in rule["MuteTargets"]["AlarmNames"]]
        if not any(is_muting(rule["Rule"]["Schedule"], time.time()) for rule in about):
            dispatch_actions(alarm, *rest)

    cloudwatch.handle_request, cloudwatch._dispatch_alarm_actions = handle_or_read, dispatch_unless_muted
    provisioners._RESOURCE_HANDLERS["AWS::CloudWatch::AlarmMuteRule"] = {
        "create": create,
        "update": update,
        "delete": lambda name, props: RULES.pop(name, None),
    }
