import { isOfRuns } from '../../projections/all';
import { readModelFiles } from '../../src/adapters/sqlite/read-model-files';

/** The file of a data folder that holds the documents of a read model. */
export const fileOfModel = (dataDir: string, name: string): string => readModelFiles(dataDir)[isOfRuns(name) ? 1 : 0];
