"""Alarms on a band that CloudWatch learns, for ministack, which refuses every alarm with `Metrics`.

They are kept and described as they were made, in INSUFFICIENT_DATA: so is one on AWS until the band is learnt
(https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html). Other metric math stays refused.
"""

from ministack.services.cloudformation import provisioners

# Of one metric; what is asked of two comes in `Metrics`.
OF_ONE_METRIC = ("MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Period", "Threshold", "Unit", "Dimensions")


def keep():
    record = provisioners._cw_metric_alarm_record

    def record_band(name, props):
        metrics, limit = props.get("Metrics") or [], props.get("ThresholdMetricId")
        band = next((each for each in metrics if each.get("Id") == limit), {})
        watched = next((each["MetricStat"]["Metric"] for each in metrics if "MetricStat" in each), None)
        if watched is None or not band.get("Expression", "").startswith("ANOMALY_DETECTION_BAND("):
            return record(name, props)
        plain = {key: value for key, value in props.items() if key not in ("Metrics", "ThresholdMetricId")}
        alarm = record(name, {**plain, **watched, "Threshold": 0})
        kept = {key: value for key, value in alarm.items() if key not in OF_ONE_METRIC}
        return {**kept, "Metrics": metrics, "ThresholdMetricId": limit}

    provisioners._cw_metric_alarm_record = record_band
