import type { Correlation, Diagnosis, SnippetLine } from '../../core/diagnosis/diagnosis.ts';
import { logLink } from '../console-link.ts';
import { link, markup, NO_MARKUP, type Markup } from './markup.ts';

/** Longer lines are cut; their whole text is behind the link. */
const MAX_LINE = 400;

const TIED: Readonly<Record<Correlation, string>> = {
  request: 'these log lines belong to the failing request itself',
  connection: 'these log lines belong to the connection or process that served it',
  window: 'these log lines were written at the time of the failure',
};

/** Cause, exception, the log lines that matter, and what to do; the reasons fold away. */
export const diagnosisMarkup = (diagnosis: Diagnosis, region: string): Markup =>
  markup`${cause(diagnosis)}${exception(diagnosis)}${snippet(diagnosis, region)}${remedy(diagnosis)}${reasons(diagnosis)}`;

const cause = ({ cause: named, alternatives }: Diagnosis): Markup => {
  if (!named)
    return markup`<p class="cause">No cause is named: ${alternatives.length > 0 ? 'several explain it equally well' : 'too little is seen'}.</p>`;
  return markup`<p class="cause"><b>${named.title}</b> <span class="soft">${Math.round(named.confidence * 100)} % sure · ${named.id}</span><br>${named.summary}</p>`;
};

const exception = ({ exception: thrown }: Diagnosis): Markup => {
  if (!thrown) return NO_MARKUP;
  const { type, message, inAppFrame: frame } = thrown;
  const place = frame && `${frame.file}:${frame.line}${frame.function ? ` in ${frame.function}` : ''}`;
  return markup`<p class="thrown"><code>${type}: ${message.split('\n')[0]}</code>${place ? markup`<br><span class="soft">in your code </span><code>${place}</code>` : NO_MARKUP}</p>`;
};

const snippet = ({ snippet: lines, correlation }: Diagnosis, region: string): Markup => {
  const [first] = lines;
  if (!first) return NO_MARKUP;
  const tied = correlation ? TIED[correlation] : '';
  const sources = new Set(lines.map(({ source }) => source));
  return markup`<div class="from">${link(logLink(first, region), first.source)}<span class="soft"> ${sources.size > 1 ? `and ${sources.size - 1} more · ` : ''}${tied}</span></div>
<pre>${lines.map(line)}</pre>`;
};

const line = ({ line: number, role, text }: SnippetLine): Markup => {
  const cut = text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text;
  return markup`<span class="at">${String(number).padStart(4)}</span>  <span class="${role}">${cut}</span>
`;
};

const remedy = ({ remedy: steps }: Diagnosis): Markup =>
  steps.length === 0
    ? NO_MARKUP
    : markup`<ol>${steps.map(({ action, verify }) => markup`<li>${action}${verify ? markup` <code>${verify}</code>` : NO_MARKUP}</li>`)}</ol>`;

const reasons = ({ evidence, ruledOut, gaps, recurrence }: Diagnosis): Markup => {
  const parts = [
    items(
      'Why we think so',
      evidence.map(({ text }) => text),
    ),
    items(
      'Ruled out',
      ruledOut.map(({ cause: id, why }) => `${id}: ${why}`),
    ),
    items(
      'Not seen',
      gaps.map(({ missing, fix }) => (fix ? `${missing}; ${fix}` : missing)),
    ),
    items(
      'It came before',
      recurrence && recurrence.count > 0 ? [`${recurrence.count} times`, ...recurrence.review] : [],
    ),
  ].filter(({ html }) => html !== '');
  return parts.length === 0
    ? NO_MARKUP
    : markup`<details class="reasons"><summary>Reasons</summary>${parts}</details>`;
};

const items = (title: string, texts: readonly string[]): Markup =>
  texts.length === 0
    ? NO_MARKUP
    : markup`<h5>${title}</h5><ul>${texts.map((text) => markup`<li>${text}</li>`)}</ul>`;
