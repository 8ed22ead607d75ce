import { DOTNET_FRAME, parseDotnetStack } from '../exceptions/dotnet-stack.ts';
import { defineLogFormat } from '../format.ts';
import { parseSeverity } from '../severity.ts';

// fail: Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware[1]
const CONSOLE = /^(trce|dbug|info|warn|fail|crit): ([\w.`+]{1,256})\[(\d{1,9})\]$/;
//  ---> System.Net.Sockets.SocketException (111): Connection refused,    --- End of inner exception stack trace ---
const PART = /^\s{0,12}(?:---> |--- End of |\(Inner Exception #)/;
// Unhandled exception. System.InvalidOperationException: outer failed
const STARTS =
  /^(?:Unhandled exception\.? |Unhandled Exception: )|^(?:System|Microsoft|Npgsql)\.[\w.]{1,200}Exception(?: \(0x[0-9A-Fa-f]{8}\))?: /;

const isPart = (line: string): boolean => DOTNET_FRAME.test(line) || PART.test(line);

/** Exceptions of .NET, and the lines of its console logger, whose message stands set in below. */
export const dotnet = defineLogFormat({
  id: 'dotnet',
  title: '.NET exception and console log',
  begins: 'tdiwfc',
  examples: [
    'fail: Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware[1]',
    'Unhandled exception. System.InvalidOperationException: outer failed',
  ],
  header(line) {
    const match = CONSOLE.exec(line);
    if (match === null) return undefined;
    const severity = parseSeverity(match[1]);
    return { message: line, logger: match[2] ?? '', ...(severity === undefined ? {} : { severity }) };
  },
  starts: (line) => STARTS.test(line),
  continues: (line, previous) =>
    isPart(line) && (isPart(previous) || STARTS.test(previous) || /^\s{6}\S/.test(previous)),
  mark: /---> |^\s{2,12}at /m,
  exception: parseDotnetStack,
  requestIdFix: 'builder.Logging.AddSimpleConsole(o => o.IncludeScopes = true)',
});
