import type { components } from '../api/schema';
import { capital } from './sentence';
import type { StepType } from './steps';

export type Channel = components['schemas']['OutboxPage']['channels'][number];

const MESSAGES: readonly (readonly [Channel, string])[] = [
  ['sms', 'SMS'],
  ['email', 'emails'],
];

/**
 * What of an automation's steps leaves the service, and what does not.
 * @param kept channels without a provider
 */
export function leavingInWords(steps: readonly { readonly type: StepType }[], kept: readonly Channel[]): string {
  const has = (type: StepType): boolean => steps.some((step) => step.type === type);
  const used = MESSAGES.filter(([channel]) => has(channel));
  const namesOf = (isKept: boolean): string =>
    used.flatMap(([channel, name]) => (kept.includes(channel) === isKept ? name : [])).join(' and ');
  const [sent, stays] = [namesOf(false), namesOf(true)];
  return [
    ...(sent === '' ? [] : [`${capital(sent)} are really sent.`]),
    ...(stays === '' ? [] : [`${capital(stays)} go to the outbox: no provider is configured.`]),
    ...(has('webhook')
      ? ['Webhooks are really called, but for those to names for examples, such as example.com.']
      : []),
  ].join(' ');
}
