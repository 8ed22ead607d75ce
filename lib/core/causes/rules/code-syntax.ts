import { remedyOf, rollBack, shellWord } from '../remedies.ts';
import { defineCauseRule } from '../rule.ts';
import type { Seen, Statement } from '../seen.ts';
import { findTell, signalOf, type Hit, type Tell } from '../tell.ts';

/** Text that is parsed at run time is data, not deployed code: JSON, an expression of a user, SQL. */
const PARSED_DATA = /JSON|literal_eval|in position \d|SQL syntax|<unknown>|<string>/;
const PARSER_FILES = /json[/\\]|ast\.py|<anonymous>.*JSON|<unknown>|<string>/i;

/** Node loads a module: the deepest frames are the loader's. */
const NODE_LOADER =
  /node:internal\/(?:modules|vm|process)|node:vm|wrapSafe|internalCompileFunction|cjs\/loader/;

// File "/srv/shop/views.py", line 3     File "/var/task/index.py" Line 12, as the runtime of Lambda prints it
const PYTHON_PLACE = /File "([^"<]{1,400})",? [Ll]ine (\d{1,7})/;
// syntax error, unexpected token ";" in /app/syntax.php on line 1
// invalid syntax (rates.py, line 1)
const PYTHON_SHORT_PLACE = /\(([\w-]{1,100}\.py), line (\d{1,7})\)$/m;
const PHP_PLACE = /\bin (\/[^\s:]{1,400}|[A-Z]:\\[^\s:]{1,400})(?: on line |:)(\d{1,7})/;
// /srv/shop/src/pricing-rules.js:6
const NODE_PLACE =
  /^(?:\s{0,8}|[^\n]{1,160}: )(?:file:\/\/)?(\/[^\s:]{1,400}|[A-Z]:\\[^\s:]{1,400}):(\d{1,7})$/;
// /srv/shop/app/models/order.rb:12: syntax error, unexpected end-of-input
// syntax error at /srv/shop/app.pl line 7      ParseError: "syntax error, …" at /srv/shop/src/Holidays.php line 10
const AT_PLACE = / at (\/[^\s:]{1,400}\.(?:pl|pm|cgi|psgi|t|php)) line (\d{1,7})/;
// template: ticket.html:3: unexpected EOF
const GO_TEMPLATE_PLACE = /\btemplate: ([\w./-]{1,200}):(\d{1,7}): /;
const RUBY_PLACE = /(\/[^\s:]{1,400}\.(?:rb|erb|haml|slim)):(\d{1,7}): /;

const isLoading = (seen: Seen, { exception }: Statement): boolean => {
  if (PARSER_FILES.test(exception?.frames.at(-1)?.file ?? '')) return false;
  return placeIn(seen) !== undefined || NODE_LOADER.test(`${seen.files}\n${linesOf(seen)}`);
};

const linesOf = ({ record }: Seen): string =>
  record.lines
    .slice(0, 200)
    .map(({ text }) => text.slice(0, 500))
    .join('\n');

/** The stack stands in a compiler of templates. */
const isTemplate = ({ files }: Seen): boolean => /[/\\](?:ejs|handlebars|hbs|nunjucks|pug)[/\\]/.test(files);

const TELLS: readonly Tell[] = [
  // PHP Parse error:  syntax error, unexpected token ";" in /app/syntax.php on line 1
  { by: 'code', text: /\bParse error: {1,2}syntax error|\bParseError\b.{0,40}syntax error/ },
  // {"errorType":"Runtime.UserCodeSyntaxError","errorMessage":"SyntaxError: Unexpected token …"}
  { by: 'code', text: /Runtime\.UserCodeSyntaxError/ },
  // SyntaxError: invalid syntax      IndentationError: unexpected indent
  { by: 'code', type: /^(?:SyntaxError|IndentationError|TabError)$/, not: PARSED_DATA, when: isLoading },
  // SyntaxError: invalid syntax (rates.py, line 1), of a logger that keeps the message alone
  {
    by: 'type',
    type: /^(?:SyntaxError|IndentationError|TabError)$/,
    text: /\([\w-]{1,100}\.py, line \d{1,7}\)$/,
  },
  // /srv/shop/app.rb:7: syntax error, unexpected end-of-input (SyntaxError)
  { by: 'type', text: /\.(?:rb|ru|erb|haml|slim|rake):\d{1,7}: (?:syntax error|.{0,200}\(SyntaxError\))/ },
  // syntax error at /srv/shop/app.pl line 7, near "sub total"
  { by: 'type', text: /syntax error at \S{1,400}\.(?:pl|pm|cgi|psgi|t) line \d/ },
  // ActionView::SyntaxErrorInTemplate      Twig\Error\SyntaxError
  { by: 'type', type: /SyntaxErrorInTemplate|Twig\\Error\\SyntaxError/ },
  // template: ticket.html:3: unexpected EOF, of Go, which says that it was executing where the text was understood
  {
    by: 'type',
    text: /\btemplate: [\w./ -]{1,200}:\d{1,7}: (?!executing\b)(?:unexpected|unclosed|unterminated|undefined variable|function "[^"\n]{1,100}" not defined|bad (?:character|number)|missing value|illegal number|malformed)/,
  },
  // jinja2.exceptions.TemplateSyntaxError: unexpected '}'      Liquid syntax error     Parse error on line 3: of Handlebars
  {
    by: 'type',
    type: /TemplateSyntaxError$|^(?:Liquid|Haml|Slim|Mustache)\b.*SyntaxError$|^freemarker\.core\.ParseException$/,
  },
  {
    by: 'type',
    text: /while compiling ejs\b|^Error: Parse error on line \d|^Template render error: .{0,300}\[Line \d/,
    when: isTemplate,
  },
  { by: 'type', code: /^PUG:\w{3,40}$/ },
  // java.lang.Error: Unresolved compilation problem:
  { by: 'phrase', text: /Unresolved compilation problem/ },
];

interface Place {
  readonly file: string;
  readonly line: string;
}

const placeIn = (seen: Seen): Place | undefined => {
  const texts = seen.record.lines.slice(0, 400).map(({ text }) => text.slice(0, 1_000));
  return (
    firstPlace([seen.text], PHP_PLACE) ??
    firstPlace([seen.text, ...texts], RUBY_PLACE) ??
    firstPlace([seen.text], AT_PLACE) ??
    firstPlace([seen.text], GO_TEMPLATE_PLACE) ??
    firstPlace(texts.toReversed(), PYTHON_PLACE) ??
    firstPlace(texts, NODE_PLACE) ??
    firstPlace([seen.text], PYTHON_SHORT_PLACE) ??
    lastFrame(seen)
  );
};

/** Where only the frames say which file it is. */
const lastFrame = ({ statements }: Seen): Place | undefined => {
  const { file, line } = statements[0]?.exception?.frames.at(-1) ?? {};
  return file?.startsWith('/') && line !== undefined && file.endsWith('.py')
    ? { file, line: String(line) }
    : undefined;
};

const firstPlace = (texts: readonly string[], shape: RegExp): Place | undefined => {
  for (const text of texts) {
    const [, file, line] = shape.exec(text) ?? [];
    if (file && line) return { file, line };
  }
  return undefined;
};

const CHECKS: Readonly<Record<string, string>> = {
  php: 'php -l',
  py: 'python -m py_compile',
  rb: 'ruby -c',
  ru: 'ruby -c',
  pl: 'perl -c',
  pm: 'perl -c',
  js: 'node --check',
  cjs: 'node --check',
  mjs: 'node --check',
};

const describe = (seen: Seen, hit: Hit) => {
  const place = placeIn(seen);
  const where = place ? ` in ${place.file}:${place.line}` : '';
  const said = hit.statement.text.split('\n', 1)[0]?.slice(0, 200) ?? '';
  return {
    component: place ? `file ${place.file}` : 'self',
    summary: `deployed code does not parse${where}: ${said}`,
    subject: { ...place },
  };
};

/** Code that was deployed does not parse. */
export const codeSyntax = defineCauseRule({
  id: 'code.syntax',
  standing: 'cause',
  summary:
    'A parser of the language refuses a file of the application: PHP `Parse error`, Python `SyntaxError` with a file, Node `SyntaxError` while a module loads, `Runtime.UserCodeSyntaxError`. Text parsed at run time (JSON, SQL, expressions) is something else.',
  examples: [
    'PHP Parse error:  syntax error, unexpected token ";" in /app/syntax.php on line 1',
    '{"errorType":"Runtime.UserCodeSyntaxError","errorMessage":"SyntaxError: Unexpected token"}',
  ],
  confusers: [
    `SyntaxError: Unexpected token '<', "<html>504"... is not valid JSON`,
    'ERROR:  syntax error at or near "SELEC" at character 1',
  ],
  match: (seen) => {
    const hit = findTell(seen, TELLS);
    return hit && signalOf('code.syntax', seen, hit, describe(seen, hit));
  },
  remedy: ({ subject }, facts) => {
    const { file, line } = subject;
    const check = CHECKS[file?.split('.').at(-1) ?? ''];
    return [
      ...rollBack(facts),
      remedyOf(
        file
          ? `mend ${file}:${line}, or deploy the last version that parsed`
          : 'deploy the last version that parsed',
        file && check ? `${check} ${shellWord(file)}` : undefined,
      ),
      remedyOf('let the deployment parse every file before it switches over'),
    ];
  },
});
