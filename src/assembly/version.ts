import { version } from '../../package.json';

/** Of this program: semantic. */
export const VERSION = version;
