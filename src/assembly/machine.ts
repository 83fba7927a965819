import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { outboxChannel } from '../adapters/outbox/outbox-channel';
import { lastBackup } from '../adapters/sqlite/last-backup';
import type { Config } from '../config';
import { MESSAGE_CHANNELS } from '../domain/effect/effect';
import type { Examined } from '../engine/diagnosing/examination';
import type { MachineFacts } from '../engine/diagnosing/facts';
import type { Channels } from '../ports/effect-channel';
import { nodeRefusal } from '../version';
import type { Engine } from './engine';

/** What a process of the service examines. */
export const examinedOf = ({ dependencies, models, projections }: Engine, config: Config): Examined => ({
  events: dependencies.events,
  reads: dependencies.reads,
  models,
  projections,
  clock: dependencies.clock,
  channels: dependencies.channels,
  isService: true,
  machine: () => factsOfMachine(config, dependencies.channels),
});

/** Of this machine, and of the configuration that this process has. */
export async function factsOfMachine(
  { dataDir, eventStoreUrl, publicUrl, smsFrom, emailFrom }: Config,
  channels: Channels,
): Promise<MachineFacts> {
  const last = lastBackup(dataDir);
  const from = { sms: smsFrom, email: emailFrom };
  return {
    nodeRefusal: nodeRefusal(process.versions.node),
    providers: MESSAGE_CHANNELS.filter((channel) => channels[channel] !== outboxChannel),
    senders: MESSAGE_CHANNELS.filter((channel) => from[channel] !== null),
    publicUrl,
    disks: existsSync(dataDir) ? [await diskOf(dataDir)] : [],
    backups: {
      areOurs: eventStoreUrl === null,
      last: last === null ? null : { at: Date.parse(last.at), position: last.position },
    },
  };
}

async function diskOf(folder: string): Promise<MachineFacts['disks'][number]> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { folder, freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}
