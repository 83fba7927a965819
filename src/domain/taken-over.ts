/** What was taken over so often, each time from a process that ended by it, and came no further, is set aside in sight. */
export const MOST_TAKEOVERS = 3;

/** The code that it is set aside with. */
export const SET_ASIDE = 'engine_error';
