/** The database under `.whydown/` cannot be used; the message names the file and what to do. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}

/** What to do about SQLite's primary result codes, https://www.sqlite.org/rescode.html. */
const ADVICE: Readonly<Record<number, string>> = {
  5: 'another process holds it for long: end that process, or try again',
  8: 'give the user that runs whydown write access to the file and its folder',
  10: 'the disk has a fault, or its file system does not support locks: check it, or choose another folder',
  11: 'it is damaged: move the file and its -wal and -shm away, whydown starts a new one, without what was in it',
  13: 'the disk is full: free some space',
  14: 'check that its folder exists and that the user that runs whydown may write there',
  26: 'it is damaged: move the file and its -wal and -shm away, whydown starts a new one, without what was in it',
};

/** Gives SQLite's own faults a message for people; everything else stays what it is. */
export const asDatabaseError = (path: string, error: unknown): unknown => {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return error;
  // The low byte is the primary code, the rest says more precisely what it was.
  const advice = ADVICE[error.errcode & 0xff];
  if (advice === undefined) return error;
  return new DatabaseError(`database ${path}: ${error.message}: ${advice}`, { cause: error });
};
