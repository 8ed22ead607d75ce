/** Writes one line to the function's log group; whole, since what the console adds would hide embedded metrics. */
export const logLine = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Says in the log what went wrong; the level is what Lambda's log filter looks at. */
export const logError = (message: string, error: unknown): void =>
  logLine(
    JSON.stringify({
      level: 'ERROR',
      message,
      error: error instanceof Error ? error.message : String(error),
      stack: error instanceof Error ? error.stack : undefined,
    }),
  );
