/** Who did something, from role and name of a key: "Maria (manager)"; `engine`: "the service". */
export function whoInWords(actor: string): string {
  const colon = actor.indexOf(':');
  if (colon === -1) return actor === 'engine' ? 'the service' : actor;
  const [role, name] = [actor.slice(0, colon), actor.slice(colon + 1)];
  return /^[0-9a-f]{6,}$/.test(name) ? `${role} (key ${name})` : `${name} (${role})`;
}
