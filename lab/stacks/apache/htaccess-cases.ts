import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { apacheCase, fetchPath } from './apache-case.ts';
import type { Label, Recipe, Started } from './apache-case.ts';
import { startBroken, writeConfig } from './config.ts';
import type { Bench } from '../../harness/bench.ts';

const HTACCESS = '/srv/shop/apache/html/legacy/.htaccess';

const htaccess = (
  label: Omit<Label, 'component' | 'cause'>,
  text: string,
  recipe: Partial<Recipe> & { path?: string } = {},
): CaseSpec =>
  apacheCase(
    { cause: 'web.config', component: `file ${HTACCESS}`, ...label },
    {
      ...recipe,
      act: async (bench, started) => {
        writeFileSync(HTACCESS, text);
        await fetchPath(recipe.path ?? '/legacy/')(bench, started);
      },
    },
  );

const restart = (label: Label, change: (bench: Bench, started: Started) => Promise<void> | void): CaseSpec =>
  apacheCase(label, {
    act: async (bench, started) => {
      bench.mark();
      await started.apache.stop();
      await change(bench, started);
      await startBroken(bench);
      await bench.fail(`${started.url}/`);
    },
  });

/** Faults of `.htaccess` files, of the server's configuration, and of what it may read. */
export const HTACCESS_CASES: readonly CaseSpec[] = [
  htaccess(
    {
      name: 'htaccess-invalid-command',
      injected: 'a misspelt directive in .htaccess',
      line: /\.htaccess: Invalid command 'RewritRule', perhaps misspelled/,
      keep: ["Invalid command 'RewritRule'", HTACCESS],
      alsoAs: ['docker-json', 'gzip'],
    },
    'RewriteEngine on\nRewritRule ^old/(.*)$ /legacy/$1 [L]\n',
  ),
  htaccess(
    {
      name: 'htaccess-invalid-command-id',
      injected:
        'a directive of a module that is not loaded in .htaccess; the error log carries the request id',
      line: /\.htaccess: Invalid command 'ExpiresActive'/,
      keep: ["Invalid command 'ExpiresActive'"],
      alsoAs: ['crlf'],
    },
    'ExpiresActive on\n',
    { withId: true },
  ),
  htaccess(
    {
      name: 'htaccess-option-not-allowed',
      injected: '.htaccess sets an option that AllowOverride does not allow',
      line: /\.htaccess: Options not allowed here/,
      keep: ['Options not allowed here'],
    },
    'Options +Indexes\n',
    { extra: () => '<Directory /srv/shop/apache/html/legacy>\n  AllowOverride FileInfo\n</Directory>' },
  ),
  htaccess(
    {
      name: 'htaccess-unclosed-section',
      injected: 'a section in .htaccess is not closed',
      line: /\.htaccess: .*was not closed/,
      keep: ['was not closed'],
    },
    '<Files "cart.html">\nRequire all granted\n',
  ),
  htaccess(
    {
      name: 'htaccess-bad-regexp',
      injected: 'the pattern of a RewriteRule in .htaccess lacks a parenthesis',
      line: /\.htaccess: RewriteRule: cannot compile regular expression/,
      keep: ['cannot compile regular expression'],
      alsoAs: ['rotated'],
    },
    'RewriteEngine on\nRewriteRule ^old/(.*$ /legacy/$1 [L]\n',
  ),
  apacheCase(
    {
      name: 'redirect-loop',
      injected: 'a RewriteRule rewrites its own result, without end',
      cause: 'web.config',
      component: 'self',
      line: /AH00124: Request exceeded the limit of 10 internal redirects/,
      keep: ['AH00124: Request exceeded the limit of 10 internal redirects'],
      alsoAs: ['invalid-utf8'],
    },
    {
      act: async (bench, started) => {
        writeFileSync(HTACCESS, 'RewriteEngine on\nRewriteRule ^(.*)$ /legacy/shop/$1\n');
        await fetchPath('/legacy/cart')(bench, started);
      },
    },
  ),
  apacheCase(
    {
      name: 'password-file-missing',
      injected: 'the password file that .htaccess names does not exist',
      cause: 'web.config',
      alsoAccepted: ['code.missing_artifact'],
      component: 'file /srv/shop/apache/htpasswd',
      line: /AH01620: Could not open password file: \/srv\/shop\/apache\/htpasswd/,
      keep: ['AH01620: Could not open password file'],
    },
    {
      act: async (bench, started) => {
        writeFileSync(
          HTACCESS,
          'AuthType Basic\nAuthName Shop\nAuthUserFile /srv/shop/apache/htpasswd\nRequire valid-user\n',
        );
        const authorization = `Basic ${Buffer.from('ada:Wx7Kp2Lq9v').toString('base64')}`;
        await fetchPath('/legacy/', { headers: { authorization } })(bench, started);
      },
    },
  ),
  apacheCase(
    {
      name: 'denied-by-configuration',
      injected: 'a Require all denied stands over the folder',
      cause: 'web.config',
      component: 'file /srv/shop/apache/html/private/',
      line: /AH01630: client denied by server configuration: \/srv\/shop\/apache\/html\/private\//,
      keep: ['AH01630: client denied by server configuration'],
    },
    {
      extra: () => '<Directory /srv/shop/apache/html/private>\n  Require all denied\n</Directory>',
      act: fetchPath('/private/'),
    },
  ),
  apacheCase(
    {
      name: 'file-permission',
      injected: 'the static file belongs to root with mode 600 and httpd runs as www-data',
      cause: 'fs.permission',
      component: 'file /srv/shop/apache/html/prices.html',
      line: /\(13\)Permission denied: .*AH00132: file permissions deny server access: \/srv\/shop\/apache\/html\/prices\.html/,
      keep: ['AH00132: file permissions deny server access'],
      alsoAs: ['docker-json'],
    },
    {
      act: async (bench, started) => {
        writeFileSync(join(bench.dir, 'html', 'prices.html'), '89', { mode: 0o600 });
        await fetchPath('/prices.html')(bench, started);
      },
    },
  ),
  apacheCase(
    {
      name: 'folder-permission',
      injected: 'a folder on the way to the file cannot be searched by www-data',
      cause: 'fs.permission',
      component: 'file /srv/shop/apache/html/vault',
      line: /\(13\)Permission denied: .*AH00529: \/srv\/shop\/apache\/html\/vault\/\.htaccess pcfg_openfile/,
      keep: ['AH00529', 'unable to check htaccess file'],
      alsoAs: ['rotated'],
    },
    {
      act: async (bench, started) => {
        mkdirSync(join(bench.dir, 'html', 'vault'), { mode: 0o700 });
        await fetchPath('/vault/a.html')(bench, started);
      },
    },
  ),
  apacheCase(
    {
      name: 'no-directory-index',
      injected: 'the folder has no index file, and listings are off',
      cause: 'web.config',
      alsoAccepted: ['code.missing_artifact'],
      component: 'file /srv/shop/apache/html/downloads/',
      line: /AH01276: Cannot serve directory \/srv\/shop\/apache\/html\/downloads\//,
      keep: ['AH01276: Cannot serve directory'],
    },
    {
      act: async (bench, started) => {
        mkdirSync(join(bench.dir, 'html', 'downloads'), { mode: 0o755 });
        await fetchPath('/downloads/')(bench, started);
      },
    },
  ),
  restart(
    {
      name: 'start-invalid-command',
      injected: 'httpd is started again with a misspelt directive',
      cause: 'web.config',
      component: 'file /srv/shop/apache/httpd.conf',
      line: null,
      exception: {
        line: /^Invalid command 'ProxyPas'/,
        from: /AH00526: Syntax error on line \d+ of \/srv\/shop\/apache\/httpd\.conf:/,
        type: null,
      },
      keep: ['AH00526: Syntax error on line', "Invalid command 'ProxyPas'"],
    },
    (bench, { site }) => writeConfig(bench, { ...site, extra: 'ProxyPas /orders/ http://127.0.0.1:22399/' }),
  ),
  restart(
    {
      name: 'start-module-missing',
      injected: 'httpd is started again with a module that is not installed',
      cause: 'web.config',
      alsoAccepted: ['code.missing_artifact'],
      component: 'file /srv/shop/apache/httpd.conf',
      line: null,
      exception: { line: /Cannot load \/usr\/lib\/apache2\/modules\/mod_passenger\.so/, type: null },
      keep: ['mod_passenger.so: cannot open shared object file'],
    },
    (bench, { site }) =>
      writeConfig(bench, {
        ...site,
        extra: 'LoadModule passenger_module /usr/lib/apache2/modules/mod_passenger.so',
      }),
  ),
  restart(
    {
      name: 'start-port-in-use',
      injected: 'another program listens on the port when httpd is started again',
      cause: 'resource.disk_fd',
      component: null,
      line: /\(98\)Address already in use: AH00072: make_sock: could not bind to address/,
      keep: ['(98)Address already in use'],
    },
    async (bench, { site }) => {
      const squatter = createServer((socket) => socket.destroy());
      await new Promise<void>((resolve) => squatter.listen(site.port, '127.0.0.1', resolve));
      bench.defer(() => squatter.close());
    },
  ),
];
