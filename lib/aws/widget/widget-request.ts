import type { EpochMs } from '../../core/time.ts';

/** What the dashboard asks for. */
export interface WidgetRequest {
  /** For its documentation, while somebody adds the widget. */
  readonly describe: boolean;
  readonly theme: 'light' | 'dark';
  /** The viewer's, for the times. */
  readonly zone: { readonly label: string; readonly offsetMinutes: number };
  /** The time that the dashboard shows; incidents that were resolved before it are left out. */
  readonly since?: EpochMs;
  /** Names of checks; all of them when it is empty. */
  readonly checks: readonly string[];
  readonly group?: string;
  /** Resolved incidents that are shown. */
  readonly recent: number;
}

const RECENT = { byDefault: 10, most: 50 } as const;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the event of a custom widget
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html). Whatever is
 * missing or strange has its default: a dashboard shows no error for it.
 */
export const widgetRequest = (event: unknown): WidgetRequest => {
  const fields = fieldsOf(event);
  const context = fieldsOf(fields['widgetContext']);
  const since = numberOf(fieldsOf(context['timeRange'])['start']);
  const group = textOf(fields['group']);
  const recent = numberOf(fields['recent']) ?? RECENT.byDefault;
  return {
    describe: fields['describe'] === true,
    theme: context['theme'] === 'dark' ? 'dark' : 'light',
    zone: zoneOf(fieldsOf(context['timezone'])),
    ...(since !== undefined && { since }),
    checks: textsOf(fields['checks']),
    ...(group !== undefined && { group }),
    recent: Math.min(RECENT.most, Math.max(0, Math.floor(recent))),
  };
};

/** The label may be `Local`; then the offset says more. */
const zoneOf = (zone: Fields): WidgetRequest['zone'] => {
  const offset = numberOf(zone['offsetInMinutes']);
  if (offset === undefined) return { label: 'UTC', offsetMinutes: 0 };
  const label = textOf(zone['label']);
  const named = label === undefined || label === 'Local' ? textOf(zone['offsetISO']) : label;
  return { label: named ?? '', offsetMinutes: offset };
};

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

const numberOf = (value: unknown): number | undefined => (Number.isFinite(value) ? Number(value) : undefined);

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
