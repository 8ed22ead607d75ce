import { remedyOf, shellWord } from '../remedies.ts';
import { defineCauseRule } from '../rule.ts';
import type { Seen } from '../seen.ts';
import { findTell, signalOf, type Hit, type Tell } from '../tell.ts';

/** Other refusals that use the same words. */
const OTHER =
  /AccessDenied|is not authorized to perform|permission denied for (?:table|relation|schema|sequence|function|database|view)|Access denied for user|publickey|GRANT|account suspended|status code 40[13]|403 Forbidden/;

const TELLS: readonly Tell[] = [
  // PermissionError: [Errno 13] Permission denied: '/srv/x/log.txt'      [Errno 1] Operation not permitted: '/x'
  { by: 'code', text: /\[Errno (?:13|1)\] [A-Z][a-z]+ (?:denied|not permitted): '([^']{1,400})'/ },
  // EACCES: permission denied, open '/srv/x/42.pdf'     EPERM: operation not permitted, unlink '/x'
  {
    by: 'code',
    text: /\bE(?:ACCES|PERM): (?:permission denied|operation not permitted), \w{1,20} '([^']{1,400})'/,
  },
  // listen EACCES: permission denied 0.0.0.0:80
  { by: 'code', text: /listen EACCES: permission denied ([\w.:[\]-]{1,100})/ },
  // Errno::EACCES (Permission denied @ rb_sysopen - /srv/.x)
  { by: 'code', text: /(?:Permission denied|Operation not permitted) @ \w{1,30} - ([^\s)]{1,400})/ },
  // (13)Permission denied: [client …] AH00132: file permissions deny server access: /var/www/perm/i.html
  {
    by: 'code',
    text: /AH00(?:132|035): .{0,120}?(?:access|denied|because search permissions are missing|unable to check htaccess)[^/\n]{0,80}(\/[^\s,]{1,400})/,
  },
  // AH00529: …/.htaccess pcfg_openfile: unable to check htaccess file, … that '/srv/vault/' is executable
  { by: 'code', text: /AH00529: .{0,400}? that '([^']{1,400}?)\/?' is executable/ },
  // (13)Permission denied: AH01241: exec of '/var/www/cgi/noexec.cgi' failed
  {
    by: 'code',
    text: /AH01241: exec of '([^']{1,400})' failed/,
    when: (seen) => /Permission denied|\(13\)/.test(seen.text),
  },
  // [client 127.0.0.1:1] (13)Permission denied: AH02454: FCGI: attempt to connect to Unix domain socket /run/php.sock failed
  { by: 'code', text: /\(13\)\s?Permission denied:[^/\n]{0,200}(\/[^\s,')]{1,400})/, not: OTHER },
  // connect() to unix:/run/app.sock failed (13: Permission denied)
  {
    by: 'code',
    text: /(?:open|connect|stat|opendir|mkdir|rename|unlink)\(\) (?:to )?(?:unix:)?"?([^"\s]{1,400}?)"? failed \(13: Permission denied\)/,
  },
  // "/srv/www/index.html" is forbidden (13: Permission denied)
  { by: 'code', text: /"(\/[^"]{1,400})" is forbidden \(13: Permission denied\)/ },
  // file_put_contents(/srv/x/log.txt): Failed to open stream: Permission denied
  {
    by: 'code',
    text: /\w{1,40}\(([^)\n]{0,400})\): [Ff]ailed to open (?:stream|dir): (?:Permission denied|Operation not permitted)/,
  },
  // The stream or file "/srv/x/laravel.log" could not be opened in append mode: Failed to open stream: Permission denied
  { by: 'code', text: /stream or file "([^"]{1,400})" could not be opened.{0,120}Permission denied/ },
  // unlink(/srv/x): Permission denied
  {
    by: 'code',
    text: /\b(?:unlink|mkdir|rmdir|rename|chmod|chown|copy|fopen|touch)\(([^)\n]{0,400})\): (?:Permission denied|Operation not permitted)/,
  },
  // Os { code: 13, kind: PermissionDenied, message: "Permission denied" }, as Rust prints it
  { by: 'code', text: /kind: PermissionDenied|\(os error 13\)/ },
  // open /srv/x/log.txt: permission denied
  {
    by: 'code',
    text: /\b(?:open|mkdir|remove|stat|unlink|rename|fork\/exec) ([^\s:]{1,400}): (?:permission denied|operation not permitted)/,
  },
  // dial unix /run/shop/app.sock: connect: permission denied
  { by: 'code', text: /\b(?:dial|listen) unix ([^\s:]{1,400}): \w{2,10}: permission denied/ },
  // java.io.FileNotFoundException: /srv/x.txt (Permission denied)
  { by: 'code', text: /Exception: ([^\s(]{1,400}) \(Permission denied\)/ },
  {
    by: 'code',
    text: /(?:AccessDeniedException|UnauthorizedAccessException): (\/[^\s:]{1,400})/,
    not: /arn:aws|perform:/,
  },
  // System.UnauthorizedAccessException: Access to the path '/srv/x.txt' is denied.
  { by: 'code', text: /Access to the path '([^']{1,400})' is denied/ },
  // unable to open database file     attempt to write a readonly database
  { by: 'phrase', text: /attempt to write a readonly database|unable to open database file/ },
  // Failed opening the temp RDB file temp-1.rdb (in server root dir /var/lib/redis) for saving: Permission denied
  {
    by: 'code',
    text: /Failed opening .{1,80}\(in server root dir ([^)\n]{1,300})\) for saving: Permission denied/,
  },
  { by: 'code', code: /^(?:EACCES|EPERM)$/, not: OTHER },
  // [error] … Permission denied
  { by: 'phrase', text: /(?:^|[\s:])(\/[\w./-]{2,400}): Permission denied/, not: OTHER },
];

const describe = (seen: Seen, { groups, statement }: Hit) => {
  const said = statement.text.split('\n', 1)[0]?.slice(0, 200) ?? '';
  const path = groups.find(Boolean) ?? seen.properties.get('path');
  const isPath = path?.includes('/') === true;
  return {
    component: path ? (isPath ? `file ${path}` : path) : 'file',
    summary: path ? `the process may not use ${path}` : `the process may not use a file: ${said}`,
    subject: path ? { path } : {},
  };
};

/** The operating system refuses a file, folder or socket to the process. */
export const fsPermission = defineCauseRule({
  id: 'fs.permission',
  standing: 'cause',
  summary:
    'EACCES or EPERM on a file, folder or socket: `[Errno 13]`, `Permission denied @ rb_sysopen`, PHP `Failed to open stream: Permission denied`, nginx `(13: Permission denied)`, Apache AH00132/AH01241. Refusals of AWS or of a database are other causes.',
  examples: [
    "PermissionError: [Errno 13] Permission denied: '/srv/x/log.txt'",
    'connect() to unix:/run/app.sock failed (13: Permission denied) while connecting to upstream',
    'PHP Warning:  file_put_contents(/srv/x/log.txt): Failed to open stream: Permission denied in /app/req.php on line 1',
    "(13)Permission denied: AH01241: exec of '/var/www/cgi/noexec.cgi' failed",
  ],
  confusers: [
    'An error occurred (AccessDeniedException) when calling the GetItem operation: User: arn:aws:sts::1:x is not authorized to perform: dynamodb:GetItem',
    'permission denied for table products',
  ],
  match: (seen) => {
    const hit = findTell(seen, TELLS);
    return hit && signalOf('fs.permission', seen, hit, describe(seen, hit));
  },
  remedy: ({ subject }) => {
    const { path } = subject;
    if (!path?.includes('/'))
      return [remedyOf('see as which user the process runs, and give that user the right it needs')];
    const folder = path.slice(0, path.lastIndexOf('/')) || '/';
    return [
      remedyOf(
        `give the user of the process the right to ${path}: owner and mode of the file, the x bit of every folder above it, SELinux or AppArmor`,
        `namei -l ${shellWord(path)}`,
      ),
      remedyOf(
        `for a file that is to be made, the folder ${folder} must be writable`,
        `ls -ld ${shellWord(folder)}`,
      ),
    ];
  },
});
