import { canonicalJson } from '../../kernel/canonical-json';
import type { Change } from '../../ports/read-store';

/** Where a stored document is not what the log makes of it; a read model without differences is the fold of its log. */
export interface Difference {
  readonly key: string;
  /** `missing`: the log makes a document that is not there; `extra`: one is there that it does not make; `damaged`: it is none, or is found by what it does not say. */
  readonly kind: 'different' | 'missing' | 'extra' | 'damaged';
  /** Where they differ, at most 10: `position`, or within the document as `document.steps[2].output`. Never what stands there. */
  readonly paths: readonly string[];
}

/** Where two differ, null when they don't. A null document, or none, is no document. */
export function differenceOf(key: string, should: Change | null, is: Change | null): Difference | null {
  const [made, stored] = [should?.document ?? null, is?.document ?? null];
  if (made === null && stored === null) return null;
  if (made === null) return { key, kind: 'extra', paths: [] };
  if (stored === null) return { key, kind: 'missing', paths: [] };
  const isThere = should?.position === is?.position;
  if (isThere && isSame(made, stored)) return null;
  const paths = [...(isThere ? [] : ['position']), ...differingPaths(made, stored)];
  return paths.length === 0 ? null : { key, kind: 'different', paths: paths.slice(0, MOST_PATHS) };
}

const MOST_PATHS = 10;

/** The order of names is nearly always the same, and text is compared much faster than it is put in order. */
const isSame = (a: object, b: object): boolean =>
  JSON.stringify(a) === JSON.stringify(b) || canonicalJson(a) === canonicalJson(b);

/** @param made may have fields that are undefined, which JSON leaves out */
function differingPaths(made: object, stored: object): readonly string[] {
  const found: string[] = [];
  compare(JSON.parse(JSON.stringify(made)), stored, 'document', found);
  return found;
}

function compare(a: unknown, b: unknown, path: string, found: string[]): void {
  if (found.length >= MOST_PATHS) return;
  if (!isNested(a) || !isNested(b) || Array.isArray(a) !== Array.isArray(b)) {
    if (JSON.stringify(a) !== JSON.stringify(b)) found.push(path);
    return;
  }
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const inner = Array.isArray(a) ? `${path}[${name}]` : `${path}.${name}`;
    if (left.has(name) && right.has(name)) compare(left.get(name), right.get(name), inner, found);
    else if (found.length < MOST_PATHS) found.push(inner);
  }
}

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null;
