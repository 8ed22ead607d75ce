import { askDatastore } from '../datastore-command.ts';
import { datastoreComponent } from '../datastore.ts';
import { remedyOf, rollBack } from '../remedies.ts';
import { defineCauseRule } from '../rule.ts';
import type { Seen } from '../seen.ts';
import { findTell, signalOf, type Hit, type Tell } from '../tell.ts';

const TELLS: readonly Tell[] = [
  // relation "order_report" does not exist
  { by: 'code', text: /\brelation "([^"]{1,200})" does not exist/, tag: 'table' },
  // column products.rating does not exist     column "discount_code" of relation "orders" does not exist
  {
    by: 'code',
    text: /\bcolumn "?([\w.]{1,200})"?(?: of relation "[^"]{1,100}")? does not exist/,
    tag: 'column',
  },
  // Table 'shop.product_bundles' doesn't exist
  { by: 'code', text: /\bTable '([^']{1,200})' doesn't exist/, tag: 'table' },
  // Unknown column 'list_price' in 'field list'
  { by: 'code', text: /\bUnknown column '([^']{1,200})'/, tag: 'column' },
  // sqlite3.OperationalError: no such table: orders
  { by: 'code', text: /\bno such (?:table|column): ([\w.]{1,200})/, tag: 'table' },
  // Invalid object name 'dbo.orders'.     Invalid column name 'rating'.
  { by: 'code', text: /Invalid (?:object|column) name '([^']{1,200})'/, tag: 'table' },
  // The table `public.orders` does not exist in the current database.
  {
    by: 'code',
    text: /The (?:table|column) `([^`]{1,200})` does not exist in the current database/,
    tag: 'table',
  },
  { by: 'code', code: /^(?:P2021|P2022|208|207)$/, tag: 'table' },
  // ORA-00942: table or view does not exist
  { by: 'code', text: /ORA-009(?:42|04)/, tag: 'table' },
  { by: 'code', code: /^(?:42P01|1146|ER_NO_SUCH_TABLE|42S02)$/, tag: 'table' },
  { by: 'code', code: /^(?:42703|1054|ER_BAD_FIELD_ERROR|42S22)$/, tag: 'column' },
  // function nextval2(unknown) does not exist     type "order_state" does not exist
  { by: 'code', code: /^(?:42883|42704|3F000)$/, tag: 'object' },
  // ActiveRecord::PendingMigrationError (Migrations are pending …)
  { by: 'type', text: /PendingMigrationError|Migrations are pending|unapplied migration/, tag: 'migration' },
  // org.hibernate.tool.schema.spi.SchemaManagementException: Schema-validation: missing table [orders]
  {
    by: 'type',
    text: /Schema-validation: (?:missing (?:table|column)|wrong column type)[^[\n]{0,60}\[([\w.]{1,200})/,
    tag: 'table',
  },
  // index_not_found_exception … no such index [orders]
  { by: 'type', text: /no such index \[([\w-]{1,200})\]/, tag: 'index' },
];

const describe = (seen: Seen, { tell, groups, statement }: Hit) => {
  const component = datastoreComponent(seen);
  const name = groups.find(Boolean);
  const said = statement.text.split('\n', 1)[0]?.slice(0, 200) ?? '';
  const what = tell.tag ?? 'table';
  return {
    component,
    summary: name
      ? `${component} lacks the ${what} ${name} that the code expects`
      : `${component} lacks what the code expects: ${said}`,
    subject: { what, ...(name ? { name } : {}) },
  };
};

const askForTable = (component: string, name: string): string | undefined => {
  const table = name.replace(/[^\w.]/g, '');
  if (component.startsWith('postgres')) return askDatastore({ component }, `\\d ${table}`);
  return component.startsWith('mysql') || component.startsWith('sqlserver')
    ? askDatastore(
        { component },
        component.startsWith('mysql') ? `show create table ${table}` : `sp_help '${table}'`,
      )
    : undefined;
};

/** The code and the schema of the datastore are of different versions. */
export const datastoreSchema = defineCauseRule({
  id: 'datastore.schema',
  standing: 'cause',
  summary:
    'The code asks for a table, column or index that the datastore does not have: SQLSTATE 42P01/42703, MySQL 1146/1054, `no such table`, pending migrations. Mostly a migration that did not run with the deployment.',
  examples: [
    'relation "order_report" does not exist',
    "Table 'shop.product_bundles' doesn't exist",
    "Unknown column 'list_price' in 'field list'",
    'sqlite3.OperationalError: no such table: orders',
  ],
  confusers: [
    'FATAL:  database "shop_v2" does not exist',
    'current transaction is aborted, commands ignored until end of transaction block',
  ],
  match: (seen) => {
    const hit = findTell(seen, TELLS);
    return hit && signalOf('datastore.schema', seen, hit, describe(seen, hit));
  },
  remedy: ({ subject, component }, facts) => {
    const { name, what = 'table' } = subject;
    return [
      remedyOf(
        name
          ? `run the migration that makes the ${what} ${name} on ${component}`
          : `run the pending migrations on ${component}`,
        name && what === 'table' ? askForTable(component, name) : undefined,
      ),
      ...rollBack(facts),
      remedyOf('let the deployment run migrations before the code that needs them'),
    ];
  },
});
