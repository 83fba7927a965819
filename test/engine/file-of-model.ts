import { isOfRuns } from '../../projections/all';
import { readModelFiles } from '../../src/adapters/sqlite/file-names';

/** The file of a data folder that holds the documents of a read model. */
export const fileOfModel = (dataDir: string, name: string): string => readModelFiles(dataDir)[isOfRuns(name) ? 1 : 0];
