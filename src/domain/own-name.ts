/** Longer ones are none that a path has; putting marks in order takes a time that grows with the square of their number. */
const MAX_NAME = 1_024;
const ASCII = /^[\0-\x7f]*$/;

/** The names of an object by their NFC, made once for each object: data may have thousands, and many conditions. */
const composed = new WeakMap<object, ReadonlyMap<string, string>>();

/** The name by which an object has a field of its own, in whatever form of Unicode either is; undefined when it has none. */
export function ownName(of: object, name: string): string | undefined {
  if (Object.hasOwn(of, name)) return name;
  if (ASCII.test(name) || name.length > MAX_NAME || Array.isArray(of)) return undefined;
  const names = composed.get(of) ?? namesOf(of);
  composed.set(of, names);
  return names.get(name.normalize('NFC'));
}

function namesOf(of: object): ReadonlyMap<string, string> {
  const names = Object.keys(of).filter((name) => name.length <= MAX_NAME && !ASCII.test(name));
  return new Map(names.map((name) => [name.normalize('NFC'), name]));
}
