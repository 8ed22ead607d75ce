import { globSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { loadNotifiers, loadProbers } from '../../../lib/catalog.ts';
import { parseConfig } from '../../../lib/core/config/parse.ts';
import { renderProblem } from '../../../lib/core/config/problem.ts';
import { configFiles } from '../../../lib/local/config-files.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/config');
const types = await loadProbers();
const notifiers = await loadNotifiers();
const TYPES = types.map((type) => type.type).join(', ');

/** Every problem of every fixture, in the order in which it is told. */
const MISTAKES: readonly { readonly file: string; readonly problems: readonly string[] }[] = [
  {
    file: 'alert.yaml',
    problems: [
      'alert.yaml:4:32 checks[0].alert.failureThreshold: expected a whole number from 1 to 100, got 0',
      'alert.yaml:4:51 checks[0].alert.flaky.count: expected a whole number from 0 to 100, got 1.5',
      'alert.yaml:4:66 checks[0].alert.quorum: expected any, majority or a number of locations, got "most"',
      'alert.yaml:4:90 checks[0].alert.waitForDiagnosis: expected a duration of at most 5m, got "10m"',
      'alert.yaml:7:30 checks[1].alert.flaky.count: expected at most `of` (20), got 21',
      'alert.yaml:7:44 checks[1].alert.quorum: expected at most the number of locations (1), got 2',
    ],
  },
  {
    file: 'anchor-values.yaml',
    problems: [
      'anchor-values.yaml:1:27 x-base.interval: expected a duration of at least 2s, got "1s"',
      'anchor-values.yaml:2:17 x-more.intervall: unknown key, did you mean "interval"?',
    ],
  },
  {
    file: 'anchors.yaml',
    problems: [
      'anchors.yaml:4:43 checks[1].<<: expected a map, or a list of maps, to merge',
      'anchors.yaml:5:61 checks[2].tags.again: alias *t stands inside its own anchor',
    ],
  },
  {
    file: 'aws-embedded-only.yaml',
    problems: [
      'aws-embedded-only.yaml:4:15 checks[0].interval: expected at least 10s on AWS, got 5s',
      'aws-embedded-only.yaml:7:19 checks[0].diagnose.components[0].file: file is read by "whydown run" only; on AWS name a logGroup, a lambda or another resource',
      'aws-embedded-only.yaml:9:21 checks[0].diagnose.components[2].docker: docker is read by "whydown run" only; on AWS name a logGroup, a lambda or another resource',
      'aws-embedded-only.yaml:11:16 notifiers.one.type: terminal works with "whydown run" only',
    ],
  },
  {
    file: 'aws-control-targets.yaml',
    problems: [
      'aws-control-targets.yaml:1:33 controlTargets[1]: expected the host and port of something that always answers, such as 1.1.1.1:443, got "1.1.1.1"',
      'aws-control-targets.yaml:1:42 controlTargets[2]: expected the host and port of something that always answers, such as 1.1.1.1:443, got "one.one.one.one:0"',
      'aws-control-targets.yaml:2:108 locations[1].controlTargets: expected a list of hosts with ports, such as [1.1.1.1:443], got "10.0.0.2:53"',
      'aws-control-targets.yaml:4:61 checks[0].retry.address: expected one of same, next, got "other"',
      'aws-control-targets.yaml:4:83 checks[0].sampleTrace: expected true or false, got "always"',
    ],
  },
  {
    file: 'needs-aws.yaml',
    problems: ['needs-aws.yaml:4:16 notifiers.one.type: sns works on AWS only'],
  },
  {
    file: 'aws-environment.yaml',
    problems: [
      'aws-environment.yaml:4:31 checks[0].headers.Authorization: ${env:TOKEN} would be readable in the template, use ${secret:NAME#key} or ${ssm:/path}',
      'aws-environment.yaml:5:21 checks[0].auth.bearer: ${env:TOKEN} would be readable in the template, use ${secret:NAME#key} or ${ssm:/path}',
      'aws-environment.yaml:7:32 notifiers.one.webhook: ${env:TOKEN} would be readable in the template, use ${secret:NAME#key} or ${ssm:/path}',
    ],
  },
  {
    file: 'aws-places.yaml',
    problems: [
      'aws-places.yaml:3:5 checks[0]: a heartbeat on AWS needs a token, for anybody can call its URL: token: ${secret:NAME#key}',
      'aws-places.yaml:4:86 checks[1].locations: a heartbeat is probed at home alone; write locations: [home]',
      'aws-places.yaml:5:25 checks[2].type: command works with "whydown run" only',
    ],
  },
  {
    file: 'aws-private.yaml',
    problems: [
      'aws-private.yaml:2:21 checks[0].url: a private address is not reached unless the check says reach: private',
      'aws-private.yaml:3:21 checks[1].url: a private address is not reached unless the check says reach: private',
    ],
  },
  {
    file: 'aws-topic.yaml',
    problems: ['aws-topic.yaml:4:28 notifiers.one.topic: expected the ARN of an SNS topic, got "alerts"'],
  },
  {
    file: 'check-is-text.yaml',
    problems: [
      'check-is-text.yaml:2:5 checks[0]: expected a map with a name and a url, got "https://example.com/"',
    ],
  },
  {
    file: 'check-type.yaml',
    problems: [
      'check-type.yaml:2:22 checks[0].type: unknown check type "htp", did you mean "http"?',
      'check-type.yaml:3:16 checks[1].typ: unknown key, did you mean "type"?',
      `check-type.yaml:4:5 checks[2]: expected a url, or a type (one of ${TYPES}), got name, interval`,
      'check-type.yaml:5:22 checks[3].type: expected a check type',
    ],
  },
  {
    file: 'components.yaml',
    problems: [
      'components.yaml:6:13 checks[0].diagnose.components[0].lamda: unknown key, did you mean "lambda"?',
      'components.yaml:7:28 checks[0].diagnose.components[1].unit: unknown key; known: file, format',
      'components.yaml:8:18 checks[0].diagnose.components[2].ecs: expected cluster/service, got "orders"',
      'components.yaml:9:11 checks[0].diagnose.components[3]: expected one of the keys file, command, journald, docker, git, deploys, logGroup, logGroupPrefix, lambda, rds, ecs, alb, apigateway, got a map',
      'components.yaml:10:11 checks[0].diagnose.components[4]: expected a map, got "orders-fn"',
      'components.yaml:11:22 checks[0].diagnose.components[5].command: expected a list of texts, got "tail -f app.log"',
    ],
  },
  {
    file: 'deadlines.yaml',
    problems: [
      'deadlines.yaml:1:22 defaults.timeout: expected at most the probe\'s deadline (9s), got 20s; lower it or raise interval (check "b")',
      'deadlines.yaml:3:68 checks[0].deadline: expected at most interval (30s) - 1s, got 30s',
      "deadlines.yaml:5:66 checks[2].timeout: expected at most the probe's deadline (40s), got 50s; lower it or raise interval",
    ],
  },
  {
    file: 'defaults.yaml',
    problems: [
      'defaults.yaml:2:3 defaults.intervall: unknown key, did you mean "interval"?',
      'defaults.yaml:3:3 defaults.name: cannot be a default, for every check has its own',
      'defaults.yaml:4:13 defaults.expect.statsu: unknown key, did you mean "status"?',
      'defaults.yaml:5:22 defaults.retry.attempts: expected a whole number from 1 to 10, got 0',
    ],
  },
  {
    file: 'duplicate-key.yaml',
    problems: ['duplicate-key.yaml:4:5: not valid YAML: map keys must be unique'],
  },
  {
    file: 'duplicate-names.yaml',
    problems: [
      'duplicate-names.yaml:4:13 checks[2].name: duplicate name "a", first used at duplicate-names.yaml:2',
    ],
  },
  {
    file: 'empty-checks.yaml',
    problems: ['empty-checks.yaml:1:9 checks: no checks; write at least one, with a name and a url'],
  },
  {
    file: 'empty.yaml',
    problems: ['empty.yaml:1:1: the file is empty; it needs checks:, see docs/reference/config.md'],
  },
  {
    file: 'environment.yaml',
    problems: [
      'environment.yaml:3:10 checks[0].url: environment variable NOT_SET is not set',
      'environment.yaml:4:31 checks[0].headers.Authorization: environment variable NOT_SET_EITHER is not set',
      'environment.yaml:5:18 checks[0].description: unknown reference ${envv:NAME}, did you mean ${env:…}?',
    ],
  },
  {
    file: 'include-cycle.yaml',
    problems: [
      'parts/back.yaml:1:10 include: cycle: include-cycle.yaml includes parts/back.yaml includes include-cycle.yaml',
    ],
  },
  {
    file: 'include-missing.yaml',
    problems: [
      'include-missing.yaml:1:11 include[0]: nowhere.yaml not found',
      'include-missing.yaml:1:25 include[1]: no file fits "nowhere/*.yaml"',
    ],
  },
  {
    file: 'include-twice.yaml',
    problems: ['include-twice.yaml:1:28 include[1]: parts/fine.yaml is included twice'],
  },
  {
    file: 'include-wrong.yaml',
    problems: [
      'parts/wrong.yaml:1:1 results: unknown key; known: defaults, checks, notifiers, maintenance, include',
      'parts/wrong.yaml:3:13 checks[0].name: duplicate name "a", first used at include-wrong.yaml:3',
      'parts/wrong.yaml:3:43 checks[0].intervall: unknown key, did you mean "interval"?',
    ],
  },
  {
    file: 'intervals.yaml',
    problems: [
      'intervals.yaml:2:53 checks[0].interval: expected a duration such as 250ms, 10s, 1m or 14d, got "-5s"',
      'intervals.yaml:4:53 checks[2].interval: expected a duration such as 250ms, 10s, 1m or 14d, got "1 m"',
      'intervals.yaml:5:53 checks[3].interval: expected a duration of at most 1d, got "2d"',
      'intervals.yaml:6:58 checks[4].retry.base: expected a duration such as 250ms, 10s, 1m or 14d, got "-1ms"',
    ],
  },
  {
    file: 'json-path.yaml',
    problems: [
      'json-path.yaml:4:31 checks[0].expect.json["$.a["]: not a JSONPath (RFC 9535): unclosed bracketed selection (\'$.a[\':4)',
    ],
  },
  {
    file: 'expected-failure.yaml',
    problems: [
      'expected-failure.yaml:2:59 checks[0].expect: expected failure alone, for an attempt that fails has no other facts, got a map',
      'expected-failure.yaml:3:70 checks[1].expect.failure: expected a code such as ECONNREFUSED, or one of dns, connect, tls, timeout, reset, protocol, status, assertion, got "prober"',
    ],
  },
  {
    file: 'list-not-map.yaml',
    problems: ['list-not-map.yaml:1:1: expected a map with checks:, got something else'],
  },
  {
    file: 'locations.yaml',
    problems: [
      'locations.yaml:1:19 locations[1]: expected home, a region, or a map with a name, got "EU-West"',
      'locations.yaml:1:19 locations[1]: "whydown run" probes from home, this machine, alone; other locations work on AWS',
      'locations.yaml:1:28 locations[2]: "whydown run" probes from home, this machine, alone; other locations work on AWS',
      'locations.yaml:1:44 locations[2].vcp: unknown key, did you mean "vpc"?',
    ],
  },
  {
    file: 'look-around.yaml',
    problems: [
      'look-around.yaml:4:32 checks[0].expect.body.matches: look-around is not supported, for every pattern must run in linear time (RE2)',
    ],
  },
  {
    file: 'maintenance.yaml',
    problems: [
      'maintenance.yaml:4:16 maintenance[0].checks[0]: unknown check "b", did you mean "a"?',
      'maintenance.yaml:4:29 maintenance[0].groups[0]: unknown group "shopp", did you mean "shop"?',
      'maintenance.yaml:5:5 maintenance[1]: the window ends before it begins',
      'maintenance.yaml:6:13 maintenance[2].from: expected a time with its zone such as 2026-12-01T22:00:00Z, got "2026-12-01 22:00"',
      'maintenance.yaml:7:13 maintenance[3].cron: expected five fields: minute, hour, day of the month, month, weekday, got "0 25 * * *"',
      'maintenance.yaml:7:37 maintenance[3].duration: expected a duration of at least 1m, got "30s"',
      'maintenance.yaml:7:48 maintenance[3].zone: expected a time zone such as Europe/Berlin, got "Mars/Olympus"',
      'maintenance.yaml:8:5 maintenance[4].duration: missing, expected a duration such as 250ms, 10s, 1m or 14d',
    ],
  },
  {
    file: 'name.yaml',
    problems: [
      'name.yaml:2:13 checks[0].name: expected a name of at most 128 letters, digits, spaces or . _ : / -, got "Bestellungen/ü"',
      'name.yaml:3:5 checks[1].name: missing, expected a name',
    ],
  },
  {
    file: 'no-checks.yaml',
    problems: ['no-checks.yaml:1:1 checks: no checks; write at least one, with a name and a url'],
  },
  {
    file: 'not-utf8.yaml',
    problems: ['not-utf8.yaml:2:14: not UTF-8; save the file as UTF-8'],
  },
  {
    file: 'nothing-under-checks.yaml',
    problems: ['nothing-under-checks.yaml:1:8 checks: expected a list of checks, got nothing'],
  },
  {
    file: 'notifier.yaml',
    problems: [
      'notifier.yaml:4:16 notifiers.one.type: unknown notifier type "slak", did you mean "slack"?',
      'notifier.yaml:5:8 notifiers.two.type: missing, expected one of discord, pagerduty, slack, sns, teams, terminal, webhook',
      'notifier.yaml:6:34 notifiers.three.webhook: expected an http(s) URL, got ***',
      'notifier.yaml:6:40 notifiers.three.details: unknown key, did you mean "detail"?',
      'notifier.yaml:7:61 notifiers.four.detail: expected one of full, exception, link, got "ful", did you mean "full"?',
      'notifier.yaml:8:9 notifiers.five: expected a map with a type, got ***',
      'notifier.yaml:9:39 notifiers.six.routingKey: expected a text that is not empty, got ***',
    ],
  },
  {
    file: 'pattern.yaml',
    problems: [
      'pattern.yaml:4:32 checks[0].expect.body.matches: not a regular expression (RE2): missing closing ]: `[a-`',
    ],
  },
  {
    file: 'retry.yaml',
    problems: [
      'retry.yaml:4:24 checks[0].retry.attempts: expected a whole number from 1 to 10, got 11',
      'retry.yaml:4:37 checks[0].retry.backoff: expected one of constant, linear, exponential, decorrelated, got "exponentail", did you mean "exponential"?',
      'retry.yaml:4:58 checks[0].retry.jitter: expected one of none, equal, full, got "some"',
      'retry.yaml:4:79 checks[0].retry.retryOn[1]: expected a status code or one of dns, connect, tls, timeout, reset, protocol, status, assertion, prober, got "oops"',
      'retry.yaml:4:85 checks[0].retry.retryOn[2]: expected a whole number from 400 to 599, got 200',
    ],
  },
  {
    file: 'secret-shown.yaml',
    problems: [
      'secret-shown.yaml:4:31 checks[0].headers.Authorization: expected a text, got a list',
      'secret-shown.yaml:6:32 notifiers.one.webhook: expected an http(s) URL, got ***',
    ],
  },
  {
    file: 'settings.yaml',
    problems: [
      'settings.yaml:1:10 results: expected one of all, failures, none, got "sometimes"',
      'settings.yaml:3:52 checks[0].metrics: expected one of minimal, standard, full, fleet, got "standart", did you mean "standard"?',
      'settings.yaml:3:69 checks[0].reach: expected one of public, private, got "everywhere"',
      'settings.yaml:3:90 checks[0].enabled: expected true or false, got "no"',
    ],
  },
  {
    file: 'sigv4.yaml',
    problems: [
      'sigv4.yaml:2:105 checks[0].auth.sigv4.roleArn: expected the ARN of a role, such as arn:aws:iam::123456789012:role/prober, got ***',
      'sigv4.yaml:3:58 checks[1].auth.sigv4: expected accessKeyId and secretAccessKey together, or neither, got a map',
      'sigv4.yaml:4:58 checks[2].auth.sigv4: expected keys or a roleArn, not both, got a map',
    ],
  },
  {
    file: 'status.yaml',
    problems: [
      'status.yaml:2:61 checks[0].expect.status: expected a status such as 200, 2xx or 200-299, got "6xx"',
    ],
  },
  {
    file: 'syntax.yaml',
    problems: ['syntax.yaml:5:1: not valid YAML: missing closing "quote'],
  },
  {
    file: 'tab.yaml',
    problems: ['tab.yaml:2:1: not valid YAML: tabs are not allowed as indentation'],
  },
  {
    file: 'two-documents.yaml',
    problems: ['two-documents.yaml:3:1: expected one YAML document, got several; split them with include:'],
  },
  {
    file: 'unknown-keys.yaml',
    problems: [
      'unknown-keys.yaml:3:5 checks[0].urll: unknown key, did you mean "url"?',
      'unknown-keys.yaml:4:5 checks[0].timout: unknown key, did you mean "timeout"?',
      'unknown-keys.yaml:5:15 checks[0].expect.statuss: unknown key, did you mean "status"?',
    ],
  },
  {
    file: 'aws-unknown-location.yaml',
    problems: [
      'aws-unknown-location.yaml:3:55 checks[0].locations[0]: unknown location "eu-west-2", did you mean "eu-west-1"?',
      'aws-unknown-location.yaml:3:84 checks[0].alert.quorum: expected at most the number of locations (1), got 2',
    ],
  },
  {
    file: 'unknown-notifier.yaml',
    problems: [
      'unknown-notifier.yaml:4:23 checks[0].alert.notify[0]: unknown notifier "oncal", did you mean "oncall"?',
    ],
  },
  {
    file: 'unknown-tag.yaml',
    problems: ['unknown-tag.yaml:3:10: not valid YAML: unresolved tag: !secret'],
  },
  {
    file: 'unknown-top-key.yaml',
    problems: ['unknown-top-key.yaml:1:1 check: unknown key, did you mean "checks"?'],
  },
  {
    file: 'url.yaml',
    problems: [
      'url.yaml:4:10 checks[0].url: expected an http(s) URL, got "nope"',
      'url.yaml:5:21 checks[1].url: expected an http(s) URL, got "ftp://example.com"',
    ],
  },
  {
    file: 'utf16.yaml',
    problems: ['utf16.yaml:1:1: not UTF-8; save the file as UTF-8'],
  },
  {
    file: 'wrong-types.yaml',
    problems: [
      'wrong-types.yaml:2:11 checks[0].name: expected a name, got 12; put it in quotes',
      'wrong-types.yaml:3:10 checks[0].url: expected an http(s) URL, got a list',
      'wrong-types.yaml:4:15 checks[0].interval: expected a duration such as 250ms, 10s, 1m or 14d, got 60; put it in quotes',
      'wrong-types.yaml:5:24 checks[0].retry.attempts: expected a whole number from 1 to 10, got "three"',
      'wrong-types.yaml:5:51 checks[0].retry.retryNonIdempotent: expected true or false, got "yes"',
      'wrong-types.yaml:6:19 checks[0].tags.tier: expected a text, got 1; put it in quotes',
      'wrong-types.yaml:7:14 checks[0].headers: expected a map of texts, got ***',
      'wrong-types.yaml:8:16 checks[0].locations: expected a list of locations, got "home"',
    ],
  },
  {
    file: 'vanished.yaml',
    problems: [
      'vanished.yaml: not found; write one (docs/reference/config.md), name another with --config, or see it work with "whydown demo"',
    ],
  },
  {
    file: 'aws-locations.yaml',
    problems: [
      'aws-locations.yaml:4:5 locations[2]: duplicate location "eu-west-1", first used at aws-locations.yaml:3',
      'aws-locations.yaml:5:5 locations[3]: expected a region such as eu-west-1; a place with another name is a map with a region or a vpc',
      'aws-locations.yaml:6:5 locations[4]: duplicate location "home", first used at aws-locations.yaml:2',
      'aws-locations.yaml:6:27 locations[4].region: home is where whydown is deployed; give another place another name',
      'aws-locations.yaml:6:43 locations[4].vpc: home is where whydown is deployed; give another place another name',
      'aws-locations.yaml:7:5 locations[5]: expected a region or a vpc; without them it is the same place as home',
      'aws-locations.yaml:8:28 locations[6].region: expected a region such as eu-west-1, got "Paris"',
      'aws-locations.yaml:9:26 locations[7].vpc: expected subnets and securityGroups beside it, at least one each: a synthesis looks nothing up',
      'aws-locations.yaml:10:50 locations[8].subnets: expected a vpc beside it',
      'aws-locations.yaml:10:78 locations[8].securityGroups: expected a vpc beside it',
    ],
  },
  {
    file: 'dead-man.yaml',
    problems: ['dead-man.yaml:1:10 deadMan: expected an http(s) URL, got ***'],
  },
  {
    file: 'aws-dead-man.yaml',
    problems: [
      'aws-dead-man.yaml:1:10 deadMan: ${env:TOKEN} would be readable in the template, use ${secret:NAME#key} or ${ssm:/path}',
    ],
  },
  {
    file: 'parts',
    problems: ['parts: cannot be read: it is a folder'],
  },
];

const problemsOf = (file: string): readonly string[] => {
  const parsed = parseConfig(file, {
    files: configFiles(FOLDER),
    types,
    notifiers,
    env: { HOST: 'example.com', TOKEN: 'hunter2' },
    edge: file.startsWith('aws-') ? 'aws' : 'embedded',
  });
  return parsed.ok ? [] : parsed.problems.map(renderProblem);
};

describe('a wrong config', () => {
  it.each(MISTAKES)('$file is told with every problem and its place', ({ file, problems }) => {
    expect(problemsOf(file)).toEqual(problems);
  });

  it('stands in the table for every fixture', () => {
    const files = globSync('*.yaml', { cwd: FOLDER });
    expect(files.length).toBeGreaterThan(40);
    const told = new Set(MISTAKES.map(({ file }) => file));
    expect(files.filter((file) => !told.has(file))).toEqual([]);
  });

  it('shows no secret', () => {
    const all = MISTAKES.flatMap(({ file }) => problemsOf(file));
    expect(all.filter((problem) => problem.includes('hunter2'))).toEqual([]);
  });
});
