import { EMPTY, catchError, exhaustMap, from, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { isOutage } from '../../ports/availability';

/**
 * What is asked for every so many milliseconds, one question at a time. While a store is away nothing is known and nothing
 * told: whoever listens goes on as soon as it is back.
 */
export const polled = <T>(everyMs: number, ask: () => Promise<T>): Observable<T> =>
  timer(everyMs, everyMs).pipe(
    exhaustMap(() =>
      from(ask()).pipe(
        catchError((error: unknown) => {
          if (isOutage(error)) return EMPTY;
          throw error;
        }),
      ),
    ),
  );
