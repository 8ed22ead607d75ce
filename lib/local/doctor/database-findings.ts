import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';

import { findingsOf, type Finding } from '../../core/doctor/finding.ts';
import { DatabaseError } from '../sqlite/database-error.ts';
import { openDatabase } from '../sqlite/database.ts';

const database = findingsOf('database');

/** Whether state and results can be written; a file that is not there yet is not made. */
export const databaseFindings = (path: string): readonly Finding[] =>
  existsSync(path) ? [writing(path)] : [making(path)];

/** Takes the write lock, and changes nothing. */
const writing = (path: string): Finding => {
  try {
    using file = openDatabase(path);
    file.write(() => undefined);
    return database.good(`${path} can be written`);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return database.fault(error.message);
  }
};

const making = (path: string): Finding => {
  const folder = nearestFolder(dirname(path));
  try {
    accessSync(folder, constants.W_OK);
    return database.good(`${path} will be made at the first start`);
  } catch {
    return database.fault(
      `${path} cannot be made: ${folder} is not writable`,
      'run whydown in a folder that its user may write to',
    );
  }
};

const nearestFolder = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
