import { nodeRefusal } from './version';

/** Imported before everything else: what would end the process without a word on a Node that it does not fit. */
const refusal = nodeRefusal(process.versions.node);
if (refusal !== null) {
  if (process.argv.includes('--json'))
    console.log(JSON.stringify({ error: { code: 'node_version', message: refusal } }));
  console.error(`runledger: ${refusal}`);
  process.exit(1);
}
