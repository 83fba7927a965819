import type { Response } from 'supertest';

/** What a refused request is answered with, to be handed to supertest's `expect`. */
export const problem =
  (status: number, code: string, more: object = {}) =>
  ({ headers, body }: Response): void => {
    expect(body).toMatchObject({ type: `/problems/${code}`, status, code, ...more });
    expect(body).toMatchObject({ title: expect.any(String) as string, detail: expect.any(String) as string });
    expect(headers['content-type']).toMatch(/^application\/problem\+json\b/);
  };

/** A 400 that blames this path, perhaps among others. */
export const invalid = (path: string) =>
  problem(400, 'invalid_request', { errors: expect.arrayContaining([faultAt(path)]) as unknown });

const faultAt = (path: string): unknown => ({ path, message: expect.any(String) as string });
