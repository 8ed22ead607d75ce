import type * as v from 'valibot';

import { ALARM_ENTRIES } from '../../lib/core/config/alarm-section.ts';
import { COMMON_ENTRIES } from '../../lib/core/config/check-schema.ts';
import { COMPONENT_KINDS } from '../../lib/core/config/component-section.ts';
import { MAIN_ENTRIES } from '../../lib/core/config/file-schema.ts';
import { MAINTENANCE_FORMS } from '../../lib/core/config/maintenance.ts';
import { keyTable } from './key-table.ts';
import { descriptionOf, partsOf } from './schema-parts.ts';

type Entries = Readonly<Record<string, v.GenericSchema>>;

const componentTable = (): string => {
  const rows = Object.entries(COMPONENT_KINDS).map(([kind, schema]) => {
    const { [kind]: own, ...others } = partsOf(schema).entries ?? {};
    const extra = Object.keys(others).map((key) => `\`${key}\``);
    return `| \`${kind}\` | ${own ? (descriptionOf(own) ?? '') : ''} | ${extra.join(', ')} |`;
  });
  return ['| key | | further keys |', '|---|---|---|', ...rows].join('\n');
};

const windowTable = (): string =>
  keyTable(Object.assign({}, ...MAINTENANCE_FORMS.map((form) => partsOf(form).entries)) as Entries);

/** The tables of the page, by the name of their place in it. */
const TABLES: Readonly<Record<string, () => string>> = {
  file: () => keyTable(MAIN_ENTRIES),
  check: () => keyTable(COMMON_ENTRIES),
  components: componentTable,
  maintenance: windowTable,
  alarms: () => keyTable(ALARM_ENTRIES),
};

// <!-- table: check -->
const PLACE = /<!-- table: (\w{1,32}) -->[^]*?<!-- end -->/g;

/** `docs/reference/config.md`: written by hand, with the tables between its markers kept fresh. */
export const configPage = (page: string): string => {
  const missing = Object.keys(TABLES).filter((name) => !page.includes(`<!-- table: ${name} -->`));
  if (missing.length > 0)
    throw new Error(`docs/reference/config.md: no place for the tables ${missing.join(', ')}`);
  return page.replaceAll(PLACE, (_, name: string) => {
    const table = TABLES[name];
    if (!table) throw new Error(`docs/reference/config.md: no table is called ${name}`);
    return `<!-- table: ${name} -->\n${table()}\n<!-- end -->`;
  });
};
