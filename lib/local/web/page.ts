import type { Diagnosis, SnippetLine } from '../../core/diagnosis/diagnosis.ts';
import type { Incident } from '../../core/incident/incident.ts';
import { forHtml } from '../../core/notify/escape.ts';
import { roughDuration } from '../../core/notify/rough-duration.ts';
import { stormText } from '../../core/notify/storm-text.ts';
import type { EpochMs } from '../../core/time.ts';
import { sparkline } from './sparkline.ts';
import type { CheckStatus, Status } from './status.ts';
import { STYLE } from './style.ts';

/** The whole page; everything that came from outside is escaped, and nothing is loaded from elsewhere. */
export const renderPage = (status: Status): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5"><title>${forHtml(titleOf(status))}</title><style>${STYLE}</style></head><body><main>
<header><h1>whydown</h1><p>${timeOf(status.at)}</p></header>
${banner(status)}
${section(
  'Open incidents',
  status.open.map((incident) => incidentCard(incident, status.at)),
)}
<h2>Checks</h2><div class="card checks">${status.checks.map(checkRow).join('')}</div>
${section(
  'Past incidents',
  status.past.map((incident) => pastRow(incident)),
)}
</main></body></html>
`;

const titleOf = ({ open }: Status): string =>
  open.length === 0
    ? 'whydown: all is well'
    : `whydown: ${open.map(({ checkName }) => checkName).join(', ')}`;

const section = (title: string, cards: readonly string[]): string =>
  cards.length === 0 ? '' : `<h2>${title}</h2>${cards.join('')}`;

const banner = ({ open, checks }: Status): string => {
  const down = open.filter(({ severity }) => severity === 'down').reduce(countChecks, 0);
  if (down > 0) return `<div class="banner down">${down} of ${checks.length} checks down</div>`;
  if (open.length > 0)
    return `<div class="banner degraded">${open.reduce(countChecks, 0)} of ${checks.length} checks degraded</div>`;
  return `<div class="banner up">All ${checks.length} checks are well</div>`;
};

const countChecks = (sum: number, { storm, status }: Incident): number =>
  sum + (status === 'open' ? 1 : 0) + (storm?.open ?? 0);

const checkRow = (check: CheckStatus): string => {
  const last = check.recent.at(-1)?.attempts.at(-1);
  const uptime = check.uptimePercent === undefined ? '' : `${floored(check.uptimePercent)} %`;
  return `<div class="check"><span class="dot ${check.verdict ?? ''}"></span>
<div>${forHtml(check.name)} <small>${forHtml(check.description ?? check.group ?? '')}</small></div>
<div class="spark">${sparkline(check.recent)}</div>
<div class="number latency">${last ? `${Math.round(last.durationMs)} ms` : ''}</div>
<div class="number" title="not down, last 24 hours">${uptime}</div></div>`;
};

/** Never rounded up: 100 % means that nothing failed. */
const floored = (percent: number): string =>
  percent === 100 ? '100' : (Math.floor(percent * 100) / 100).toFixed(2);

const incidentCard = (incident: Incident, now: EpochMs): string => {
  const { diagnosis, severity, checkName, reason } = incident;
  const lasts = roughDuration(now - incident.openedAt);
  return `<div class="card incident open"><h3>${forHtml(checkName)} is ${severity}${
    diagnosis?.cause ? `: ${forHtml(diagnosis.cause.title)}` : ''
  }</h3><div class="soft">for ${lasts}, ${forHtml(reason)}</div>${others(incident)}${diagnosis ? diagnosisBlock(diagnosis) : waiting(incident)}</div>`;
};

const others = ({ storm }: Incident): string => {
  const text = stormText(storm);
  return text === undefined ? '' : `<div class="soft">also ${forHtml(text)}</div>`;
};

const waiting = ({ steps }: Incident): string =>
  steps.some(({ kind }) => kind === 'diagnose')
    ? '<p class="soft">the diagnosis is under way</p>'
    : '<p class="soft">no components are configured, so there are no logs to read</p>';

const diagnosisBlock = (diagnosis: Diagnosis): string => {
  const { cause, exception, correlation, snippet, remedy, gaps } = diagnosis;
  const frame = exception?.inAppFrame;
  const rows: readonly (readonly [string, string | undefined])[] = [
    [
      'why',
      cause
        ? `${cause.summary} (${cause.id}, ${Math.round(cause.confidence * 100)} % sure)`
        : 'no cause named',
    ],
    ['tied by', correlation ?? undefined],
    ['exception', exception ? `${exception.type}: ${exception.message}` : undefined],
    [
      'in your code',
      frame ? `${frame.file}:${frame.line}${frame.function ? ` in ${frame.function}` : ''}` : undefined,
    ],
    ['not seen', cause ? undefined : gaps.map(({ missing }) => missing).join('; ')],
  ];
  const facts = rows.flatMap(([label, value]) =>
    value ? [`<dt>${label}</dt><dd>${forHtml(value)}</dd>`] : [],
  );
  return `<dl>${facts.join('')}</dl>${snippetBlock(snippet)}${remedies(remedy)}`;
};

const snippetBlock = (lines: readonly SnippetLine[]): string => {
  if (lines.length === 0) return '';
  const rows = lines.map(
    ({ line, role, text }) =>
      `<span class="at">${String(line).padStart(5)}</span>  <span class="${role}">${forHtml(text)}</span>`,
  );
  return `<div class="soft">${forHtml(lines[0]?.source ?? '')}</div><pre>${rows.join('\n')}</pre>`;
};

const remedies = (remedy: Diagnosis['remedy']): string => {
  if (remedy.length === 0) return '';
  const items = remedy.map(
    ({ action, verify }) =>
      `<li>${forHtml(action)}${verify ? `<br><code>${forHtml(verify)}</code>` : ''}</li>`,
  );
  return `<div class="soft">what to do</div><ol>${items.join('')}</ol>`;
};

const pastRow = (incident: Incident): string => {
  const { checkName, diagnosis, openedAt, resolvedAt, severity } = incident;
  const lasted = roughDuration((resolvedAt ?? openedAt) - openedAt);
  const why = diagnosis?.cause ? `: ${forHtml(diagnosis.cause.title)}` : '';
  return `<details class="card incident"><summary>${timeOf(openedAt)} · ${forHtml(checkName)} was ${severity} for ${lasted}${why}</summary>${
    diagnosis ? diagnosisBlock(diagnosis) : ''
  }</details>`;
};

const timeOf = (at: EpochMs): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
