import { shellWord } from './remedies.ts';

/** Who is asked, as the component of a cause names it, and as whom. */
export interface Asked {
  /** `postgres db.internal:5432`, `redis`. */
  readonly component: string;
  readonly user?: string | undefined;
  readonly database?: string | undefined;
}

interface Place {
  readonly host: string;
  readonly port: string;
}

// postgres db.internal:5432, mysql [::1]:3306
const COMPONENT = /^(\w{3,20})(?: \[?([\w.:-]{1,255}?)\]?(?::(\d{1,5}))?)?$/;

const flag = (name: string, value: string | undefined): string =>
  value ? ` ${name} ${shellWord(value)}` : '';

type Command = (place: Place, asked: Asked, statement: string | undefined) => string;

const COMMANDS: Readonly<Record<string, Command>> = {
  postgres: ({ host, port }, { user, database }, statement) =>
    `psql${flag('-h', host)}${flag('-p', port)}${flag('-U', user)}${flag('-d', database)} -c ${shellWord(statement ?? 'select 1')}`,
  mysql: ({ host, port }, { user, database }, statement) =>
    `mysql${flag('-h', host)}${flag('-P', port)}${flag('-u', user)} -p -e ${shellWord(statement ?? 'select 1')}${database ? ` ${shellWord(database)}` : ''}`,
  redis: ({ host, port }, { user }) =>
    `redis-cli${flag('-h', host)}${flag('-p', port)}${flag('--user', user)} --askpass ping`,
  mongodb: ({ host, port }, { user }) =>
    `mongosh${flag('--host', host)}${flag('--port', port)}${flag('-u', user)} --eval 'db.runCommand({ connectionStatus: 1 })'`,
  sqlserver: ({ host, port }, { user }, statement) =>
    `sqlcmd${flag('-S', host && port ? `${host},${port}` : host)}${flag('-U', user)} -Q ${shellWord(statement ?? 'select 1')}`,
  rabbitmq: (_, { user }) => `rabbitmqctl authenticate_user ${shellWord(user ?? 'USER')}`,
};

/** The command that asks a datastore as the application does; undefined for one whose client we do not know. */
export const askDatastore = (asked: Asked, statement?: string): string | undefined => {
  const [, kind = '', host = '', port = ''] = COMPONENT.exec(asked.component) ?? [];
  return COMMANDS[kind]?.({ host, port }, asked, statement);
};
