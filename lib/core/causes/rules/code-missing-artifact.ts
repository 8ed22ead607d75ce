import { known } from '../known.ts';
import { remedyOf, rollBack, shellWord } from '../remedies.ts';
import { defineCauseRule } from '../rule.ts';
import type { LogRecord } from '../../logs/record.ts';
import type { Seen } from '../seen.ts';
import { findTell, signalOf, type Hit, type Tell } from '../tell.ts';

/** A missing socket is a dead process, a missing database is the datastore's matter, a missing page is a 404. */
const NO_ARTIFACT = /\.sock\b|\.s\.PGSQL|unix:|\/var\/run\/|connect\(\) to|libpq|favicon\.ico|robots\.txt/;

const TELLS: readonly Tell[] = [
  // Runtime.ImportModuleError: Unable to import module 'app': No module named 'requests'
  {
    by: 'code',
    text: /Runtime\.(?:ImportModuleError|HandlerNotFound|MalformedHandlerName)|\bERR_MODULE_NOT_FOUND\b/,
    tag: 'module',
  },
  // ModuleNotFoundError: No module named 'openpyxl'
  { by: 'type', type: /^ModuleNotFoundError$/, text: /No module named '?([^'\s]{1,200})/, tag: 'module' },
  // ImportError: cannot import name 'Coupon' from 'shop.models'
  { by: 'type', type: /^ImportError$/, text: /cannot import name '([^']{1,200})'/, tag: 'name' },
  // Error: Cannot find module '@shop/thumbnailer'     Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'x'
  { by: 'type', text: /Cannot find (?:module|package) '([^']{1,400})'/, tag: 'module' },
  // java.lang.ClassNotFoundException: com.example.Coupon     java.lang.NoClassDefFoundError: com/example/Coupon
  {
    by: 'type',
    type: /\b(?:ClassNotFoundException|NoClassDefFoundError|NoSuchMethodError)$/,
    text: /(?:Exception|Error): ([\w./$]{1,300})/,
    tag: 'class',
  },
  // PHP Fatal error:  Uncaught Error: Class "App\Coupon" not found     Error: Class "X" not found
  { by: 'type', text: /\b(?:Class|Interface|Trait) ["']([\w\\]{1,300})["'] not found/, tag: 'class' },
  // ClassNotFoundError: Attempted to load class "LeafletPrinter" from namespace "App".
  {
    by: 'type',
    text: /Attempted to load (?:class|interface|trait) ["'\\]{1,2}([\w\\]{1,300}?)["'\\]/,
    tag: 'class',
  },
  // Target class [App\Mail\Sender] does not exist.     ReflectionException: Class "App\Mail\Sender" does not exist
  { by: 'type', text: /(?:Target class \[|Class ["'])([\w\\]{1,300})[\]"'] does not exist/, tag: 'class' },
  // Received unregistered task of type 'tasks.send_sms'.
  { by: 'code', text: /Received unregistered task of type '([^']{1,200})'/, tag: 'name' },
  // LoadError: cannot load such file -- stripe     NameError: uninitialized constant Coupon
  { by: 'type', text: /cannot load such file -- ([^\s)]{1,300})/, tag: 'module' },
  { by: 'type', type: /^NameError$/, text: /uninitialized constant ([\w:]{1,200})/, tag: 'class' },
  // Can't locate Shop/Cart.pm in @INC
  { by: 'type', text: /Can't locate ([\w/]{1,300})\.pm in @INC/, tag: 'module' },
  // Could not load file or assembly 'Shop.Tax, Version=1.0.0.0'
  { by: 'type', text: /Could not load file or assembly '([\w.]{1,300})/, tag: 'module' },
  // Failed opening required '/app/vendor/autoload.php' (include_path='.:/usr/share/php')
  { by: 'type', text: /Failed opening (?:required )?'([^']{1,400})'/, tag: 'file' },
  // django.template.exceptions.TemplateDoesNotExist: landing.html    jinja2.exceptions.TemplateNotFound: x.html
  {
    by: 'type',
    text: /\b(?:TemplateDoesNotExist|TemplateNotFound|MissingTemplate|MissingExactTemplate)\b[^:\n]{0,40}: ?([^\s,]{1,300})/,
    tag: 'template',
  },
  // Failed to lookup view "prices" in views directory "/srv/shop/views"
  { by: 'phrase', text: /Failed to lookup view "([^"]{1,300})"/, tag: 'template' },
  // View [prices] not found.
  { by: 'phrase', text: /\bView \[([\w.]{1,200})\] not found/, tag: 'template' },
  // Could not render a response: Mojolicious found no template for the route
  { by: 'type', text: /\bCould not render a response\b/, tag: 'template' },
  // Error resolving template [prices], template might not exist
  { by: 'phrase', text: /Error resolving template \[([^\]]{1,200})\]/, tag: 'template' },
  // Nest can't resolve dependencies of the OrdersService (?).
  { by: 'type', text: /Nest can't resolve dependencies of the (\w{1,100})/, tag: 'dependency' },
  // No qualifying bean of type 'com.example.RateClient' available
  { by: 'type', text: /No qualifying bean of type '([\w.$]{1,300})'/, tag: 'dependency' },
  // FastCGI sent in stderr: "Primary script unknown"     AH01071: Got error 'Primary script unknown'
  { by: 'phrase', text: /Primary script unknown/, tag: 'script' },
  // ENOENT: no such file or directory, open '/srv/shop/templates/welcome.html'
  {
    by: 'code',
    text: /\bENOENT\b: no such file or directory, \w{1,12} '([^']{1,400})'/,
    not: NO_ARTIFACT,
    tag: 'file',
  },
  // FileNotFoundError: [Errno 2] No such file or directory: '/srv/shop/rates.json'
  {
    by: 'code',
    text: /\[Errno 2\] No such file or directory: '([^']{1,400})'/,
    not: NO_ARTIFACT,
    tag: 'file',
  },
  // Errno::ENOENT (No such file or directory @ rb_sysopen - /srv/shop/rates.json)
  {
    by: 'code',
    text: /No such file or directory @ \w{1,30} - ([^\s)]{1,400})/,
    not: NO_ARTIFACT,
    tag: 'file',
  },
  // open /srv/shop/rates.json: no such file or directory       java.io.FileNotFoundException: /srv/rates.json (No such file
  {
    by: 'type',
    text: /\b(?:open|stat|lstat|readlink|chdir|fork\/exec) ([^\s:]{1,400}): no such file or directory/,
    not: NO_ARTIFACT,
    tag: 'file',
  },
  {
    by: 'type',
    text: /(?:FileNotFoundException|NoSuchFileException): ([^\s(]{1,400})(?![^\s(])(?! ?\((?:Permission|Too many open files))/,
    not: /Permission denied/,
    tag: 'file',
  },
  // PHP Warning:  file_get_contents(/srv/x.json): Failed to open stream: No such file or directory
  {
    by: 'phrase',
    text: /\w{1,40}\(([^)\n]{1,400})\): [Ff]ailed to open stream: No such file or directory/,
    tag: 'file',
  },
  // (2)No such file or directory: AH01241: exec of '/srv/cgi/ruby.cgi' failed: its interpreter is missing
  {
    by: 'code',
    text: /AH01241: exec of '([^']{1,400})' failed/,
    when: ({ text }) => /\(2\)|No such file/.test(text),
    tag: 'file',
  },
  // open() "/srv/www/app.js" failed (2: No such file or directory)
  {
    by: 'code',
    text: /\b(?:open|stat)\(\) "([^"]{1,400})" failed \(2: /,
    not: NO_ARTIFACT,
    statuses: [404],
    // A location that the configuration lacks sends the request to the disk as well.
    standing: 'effect',
    tag: 'file',
  },
  // AH01264: script not found or unable to stat: /usr/lib/cgi-bin/report.cgi
  { by: 'code', text: /AH0(?:1264|0128|2811).{0,200}?(\/[^\s,]{1,400})/, tag: 'file' },
];

// Unable to import module 'index': No module named 'shop'      Error: Cannot find module 'sharp'
const MODULE = /No module named '?([^'\s]{1,200})|Cannot find (?:module|package) '([^']{1,400})'/;
// Handler 'main' missing on module 'index'     index.main is undefined or not exported
const HANDLER =
  /Handler '(\w{1,100})' missing on module '([\w./]{1,200})'|([\w.]{1,200}) is undefined or not exported/;

interface Missing {
  readonly what: string;
  readonly name: string | undefined;
}

const missingIn = (seen: Seen, { tag, named }: Hit): Missing => {
  const [, handler, module, exported] = HANDLER.exec(seen.text) ?? [];
  if (handler && module) return { what: 'handler', name: `${module}.${handler}` };
  if (exported) return { what: 'handler', name: exported };
  return { what: tag || 'file', name: named ?? MODULE.exec(seen.text)?.slice(1).find(Boolean) };
};

const describe = (seen: Seen, hit: Hit) => {
  const { what, name } = missingIn(seen, hit);
  const component = name === undefined ? 'self' : `${what} ${name}`;
  return {
    component,
    summary:
      name === undefined
        ? `something that the application needs is missing: ${hit.said}`
        : `${component} is not part of what was deployed`,
    subject: known({ what, name }),
  };
};

const bring = (what: string, name: string): string => {
  switch (what) {
    case 'module':
      return name.startsWith('.') || name.startsWith('/')
        ? `add ${name} to the release; a file of the application was left out`
        : `install ${name} and add it to the locked dependencies of the release`;
    case 'class':
      return `add the package or file that holds ${name} to the release`;
    case 'handler':
      return `export ${name}, or correct the handler in the configuration of the function`;
    case 'template':
      return `add the template ${name} to the release`;
    case 'dependency':
      return `register a provider for ${name} where it is used`;
    default:
      return `add ${name} to the release`;
  }
};

/** How each language is asked whether it finds a module. */
const IMPORTS: Readonly<Record<string, (name: string) => string>> = {
  python: (name) => `python3 -c ${shellWord(`import ${name}`)}`,
  node: (name) => `node -p ${shellWord(`require.resolve(${JSON.stringify(name)})`)}`,
  ruby: (name) => `ruby -e ${shellWord(`require ${JSON.stringify(name)}`)}`,
  perl: (name) => `perl -M${name.replaceAll('/', '::')} -e 1`,
};

const importing = (what: string, name: string, { exception }: LogRecord): string | undefined =>
  what === 'module' && /^[\w@./:-]{1,200}$/.test(name) ? IMPORTS[exception?.format ?? '']?.(name) : undefined;

/** Something that the application needs was not deployed with it. */
export const codeMissingArtifact = defineCauseRule({
  id: 'code.missing_artifact',
  standing: 'cause',
  summary:
    'A module, class, template, handler or file that the code needs is not there: `ModuleNotFoundError`, `Cannot find module`, `Runtime.ImportModuleError`, `ClassNotFoundException`, `TemplateDoesNotExist`, `Primary script unknown`.',
  examples: [
    "ModuleNotFoundError: No module named 'openpyxl'",
    "Error: Cannot find module '@shop/thumbnailer'",
    'django.template.exceptions.TemplateDoesNotExist: landing.html',
    `FastCGI sent in stderr: "Primary script unknown" while reading response header from upstream`,
  ],
  confusers: [
    'connect() to unix:/run/app.sock failed (2: No such file or directory) while connecting to upstream',
    "ActiveRecord::RecordNotFound (Couldn't find Order with id=7)",
  ],
  match: (seen) => {
    const hit = findTell(seen, TELLS);
    return hit && signalOf('code.missing_artifact', seen, hit, describe(seen, hit));
  },
  remedy: ({ subject }, facts) => {
    const { what = 'file', name } = subject;
    const isFile = name?.startsWith('/') === true;
    return [
      ...rollBack(facts),
      remedyOf(
        name ? bring(what, name) : 'rebuild the release with everything it needs',
        name && (isFile ? `ls -l ${shellWord(name)}` : importing(what, name, facts.record)),
      ),
      remedyOf('start the release once before it takes traffic, so that a missing part stops the deployment'),
    ];
  },
});
