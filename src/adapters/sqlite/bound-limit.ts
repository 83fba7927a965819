/** A limit that is bound. SQLite would plan by its value, and prepare the statement anew each time that it is given one. */
export const BOUND_LIMIT = 'LIMIT ? + 0';
