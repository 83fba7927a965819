/** A value that is there already, or is waited for: what is there is used at once, without a turn of anything. */
export type AtHand<T> = T | Promise<T>;

export const whenThere = <T, R>(value: AtHand<T>, use: (value: T) => AtHand<R>): AtHand<R> =>
  value instanceof Promise ? value.then(use) : use(value);

/** Waits for those that are not there, all at once. */
export const allThere = <T extends readonly unknown[]>(
  ...values: { readonly [I in keyof T]: AtHand<T[I]> }
): AtHand<T> => (values.some((value) => value instanceof Promise) ? Promise.all(values) : values) as AtHand<T>;
