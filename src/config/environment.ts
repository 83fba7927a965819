/** A variable that stops the boot. Its value is not in the message. */
export class ConfigError extends Error {
  constructor(variable: string, problem: string) {
    super(`${variable} ${problem}`);
    this.name = 'ConfigError';
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What fits behind `Authorization: Bearer `. */
export const SECRET = /^[\x21-\x7e]{16,512}$/;
export const SECRET_RULE = 'must be 16 to 512 visible ASCII characters without spaces';

/** An empty variable is as good as none. */
export function given(env: Environment, variable: string): string | undefined {
  const value = env[variable];
  return value === '' ? undefined : value;
}

export function integer(env: Environment, variable: string, standard: number, min: number, max: number): number {
  const text = given(env, variable) ?? String(standard);
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new ConfigError(variable, `must be a whole number from ${min} to ${max}`);
}

export function choice<T extends string>(env: Environment, variable: string, choices: readonly T[], standard: T): T {
  const text = given(env, variable) ?? standard;
  const found = choices.find((one) => one === text);
  if (found === undefined) throw new ConfigError(variable, `must be one of ${choices.join(', ')}`);
  return found;
}

export function url(env: Environment, variable: string, schemes: readonly string[]): string | null {
  const text = given(env, variable);
  if (text === undefined) return null;
  if (!schemes.some((scheme) => text.startsWith(`${scheme}//`)))
    throw new ConfigError(variable, `must begin with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`);
  return text;
}

export function secret(env: Environment, variable: string): string | undefined {
  const value = given(env, variable);
  if (value !== undefined && !SECRET.test(value)) throw new ConfigError(variable, SECRET_RULE);
  return value;
}
