import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

import type { Incident } from '../core/incident/incident.ts';
import type { Clock, StateStore } from '../core/ports.ts';
import { systemClock } from '../system/clock.ts';
import { dynamoStore } from './dynamo/store.ts';
import { setting } from './environment.ts';
import type { PlanFolder } from './plan-folder.ts';
import { incidentWidget, type ShownIncident } from './widget/incident-widget.ts';
import { WIDGET_DOCS } from './widget/widget-docs.ts';
import { widgetRequest, type WidgetRequest } from './widget/widget-request.ts';

/** What the widget needs of the world. */
export interface WidgetPorts {
  readonly plan: Pick<PlanFolder, 'check'>;
  readonly store: Pick<StateStore, 'incidents'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly region: string;
}

/** As many as one looks at; an outage of everything is told by a number. */
const MAX_READ = 100;

/** Puts the widget function together: it reads the table. */
export const widgetFunction = (plan: PlanFolder) => {
  const store = dynamoStore({ client: new DynamoDBClient({}), name: setting('table') });
  const region = process.env['AWS_REGION'] ?? '';
  return (event: unknown): Promise<string> =>
    answerWidget(event, { plan, store, clock: systemClock, region });
};

/** The answer to one call of a dashboard: its documentation, or the incidents as HTML. */
export const answerWidget = async (event: unknown, ports: WidgetPorts): Promise<string> => {
  const request = widgetRequest(event);
  if (request.describe) return WIDGET_DOCS;
  const [open, resolved] = await Promise.all([
    ports.store.incidents({ status: 'open', limit: MAX_READ }),
    ports.store.incidents({ status: 'resolved', limit: MAX_READ }),
  ]);
  const inTime = resolved.filter(({ resolvedAt = 0 }) => resolvedAt >= (request.since ?? 0));
  const recent = await shown(inTime, request, ports);
  return incidentWidget(
    {
      open: await shown(open, request, ports),
      recent: recent.slice(0, request.recent),
      isCut: open.length >= MAX_READ,
      at: ports.clock.now(),
      region: ports.region,
    },
    request,
  );
};

/** Those that the widget is about, with what the config says of their checks. */
const shown = async (
  incidents: readonly Incident[],
  { checks, group }: WidgetRequest,
  { plan }: WidgetPorts,
): Promise<readonly ShownIncident[]> => {
  const wanted = incidents.filter(({ checkName }) => checks.length === 0 || checks.includes(checkName));
  const all = await Promise.all(
    wanted.map(async (incident) => ({ incident, check: await plan.check(incident.checkName) })),
  );
  return all.filter(({ check }) => group === undefined || check?.group === group);
};
