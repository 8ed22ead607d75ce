import type { Check } from '../../core/check.ts';
import type { Incident } from '../../core/incident/incident.ts';
import { roughDuration } from '../../core/notify/rough-duration.ts';
import type { EpochMs } from '../../core/time.ts';
import { diagnosisMarkup } from './diagnosis-markup.ts';
import { link, markup, NO_MARKUP, type Markup } from './markup.ts';
import type { WidgetRequest } from './widget-request.ts';
import { WIDGET_STYLE } from './widget-style.ts';

/** An incident, and what the config says of its check; undefined when the check left the config. */
export interface ShownIncident {
  readonly incident: Incident;
  readonly check: Pick<Check, 'group' | 'runbook'> | undefined;
}

/** What the widget shows. */
export interface WidgetContent {
  /** Newest first. */
  readonly open: readonly ShownIncident[];
  readonly recent: readonly ShownIncident[];
  /** There are more open ones than were read. */
  readonly isCut: boolean;
  readonly at: EpochMs;
  /** Where log groups without a region are. */
  readonly region: string;
}

/** Open incidents in full; what is beyond is one line each, so that an outage of everything still is a page. */
const IN_FULL = 5;

/** The HTML of the widget: open incidents with cause, snippet and remedy, then recent ones. It has no script, and loads nothing. */
export const incidentWidget = (
  content: WidgetContent,
  request: Pick<WidgetRequest, 'theme' | 'zone'>,
): string => {
  const { open, recent } = content;
  const page: Page = { ...content, zone: request.zone };
  // What another incident speaks for has no diagnosis of its own.
  const speaking = open.filter(({ incident }) => !incident.parent);
  const joined = open.filter(({ incident }) => incident.parent);
  const body = markup`<div class="whydown cwdb-no-default-styles ${request.theme}">${summary(content)}
${speaking.slice(0, IN_FULL).map((shown) => card(shown, page))}
${list('Also open', speaking.slice(IN_FULL), page)}
${list('In the same storm', joined, page)}
${list('Resolved', recent, page)}</div>`;
  return `<style>${WIDGET_STYLE}</style>${body.html}`;
};

interface Page extends WidgetContent {
  readonly zone: WidgetRequest['zone'];
}

const summary = ({ open, isCut }: WidgetContent): Markup => {
  if (open.length === 0) return markup`<div class="sum up"><span class="dot"></span>No open incident</div>`;
  const down = open.filter(({ incident }) => incident.severity === 'down').length;
  const degraded = open.length - down;
  const parts = [
    down > 0 && `${down}${isCut ? ' or more' : ''} down`,
    degraded > 0 && `${degraded} degraded`,
  ];
  return markup`<div class="sum ${down > 0 ? 'down' : 'degraded'}"><span class="dot"></span>${parts.filter(Boolean).join(', ')}</div>`;
};

const card = (shown: ShownIncident, page: Page): Markup => {
  const { incident, check } = shown;
  return markup`<section class="card ${incident.severity}">
<header><h3>${incident.checkName}</h3><span class="badge">${incident.severity}</span>${group(check)}${runbook(check)}<span class="since">for ${roughDuration(page.at - incident.openedAt)} · since ${timeOf(incident.openedAt, page.zone)}</span></header>
${what(incident)}${storm(incident)}${told(incident, page)}</section>`;
};

const group = (check: ShownIncident['check']): Markup =>
  check?.group === undefined ? NO_MARKUP : markup`<span class="group">${check.group}</span>`;

/** What the last failing attempt saw, from where. */
const what = ({ failing, locations, reason }: Incident): Markup => {
  const last = failing.at(-1);
  const from = locations.length === 1 && locations[0] === 'home' ? '' : ` · from ${locations.join(', ')}`;
  const seen = last ? `${last.target}: ${last.failure.message}` : reason;
  return markup`<p class="seen">${seen}<span class="soft"> · ${last ? `${reason}${from}` : from}</span></p>`;
};

/** The other checks that it speaks for. */
const storm = ({ storm: others }: Incident): Markup => {
  if (!others || others.total === 0) return NO_MARKUP;
  const more = others.total - others.checks.length;
  const names = `${others.checks.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return markup`<p class="seen"><b>${others.total} other ${others.total === 1 ? 'check' : 'checks'}</b> behind ${others.shared.join(', ')}, ${others.open} still open: ${names}</p>`;
};

const told = ({ diagnosis, steps, parent }: Incident, page: Page): Markup => {
  if (parent)
    return markup`<p class="soft">It shares ${parent.shared} with another incident, which speaks for it.</p>`;
  if (diagnosis) return diagnosisMarkup(diagnosis, page.region);
  return steps.some(({ kind }) => kind === 'diagnose')
    ? markup`<p class="soft">The diagnosis is under way.</p>`
    : markup`<p class="soft">No logs are read for this check: name what is behind it in <code>diagnose.components</code>.</p>`;
};

const runbook = (check: ShownIncident['check']): Markup =>
  check?.runbook === undefined
    ? NO_MARKUP
    : markup`<span class="book">${link(check.runbook, 'Runbook')}</span>`;

const list = (title: string, shown: readonly ShownIncident[], page: Page): Markup =>
  shown.length === 0
    ? NO_MARKUP
    : markup`<h4>${title}</h4><div class="list">${shown.map((each) => row(each, page))}</div>`;

const row = ({ incident, check }: ShownIncident, page: Page): Markup => {
  const { checkName, severity, status, diagnosis, openedAt, resolvedAt } = incident;
  const shared = incident.parent && `with ${incident.parent.shared}`;
  const cause =
    shared ?? diagnosis?.cause?.title ?? incident.failing.at(-1)?.failure.message ?? incident.reason;
  const lasted = roughDuration((resolvedAt ?? page.at) - openedAt);
  return markup`<details class="${status === 'open' ? severity : 'past'}"><summary><span class="dot"></span><span class="when">${timeOf(openedAt, page.zone)}</span><b>${checkName}</b><span class="why">${cause}</span><span class="since">${severity} for ${lasted}</span></summary>
<div class="body">${what(incident)}${told(incident, page)}${runbook(check)}</div></details>`;
};

/** `25 Nov 03:58` in the zone of the viewer, with the zone where it is not theirs by name. */
const timeOf = (at: EpochMs, { offsetMinutes, label }: WidgetRequest['zone']): Markup => {
  const local = new Date(at + offsetMinutes * 60_000);
  const [day, month] = [local.getUTCDate(), MONTHS[local.getUTCMonth()] ?? ''];
  const time = local.toISOString().slice(11, 16);
  return markup`<time title="${new Date(at).toISOString()}">${day} ${month} ${time} ${label}</time>`;
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
