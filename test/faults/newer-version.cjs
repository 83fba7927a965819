/**
 * Loaded into the service before it begins (NODE_OPTIONS), in every thread: a version of it that can fold events of schema
 * version 99, which look as they do today.
 */
const path = require('node:path');

const { prototype } = require(path.join(__dirname, '../../dist/src/engine/deciding/event-codec.js')).EventCodec;
const { upcast } = prototype;
prototype.upcast = function (event) {
  const { schemaVersion } = event.metadata;
  const known = { ...event, metadata: { ...event.metadata, schemaVersion: 1 } };
  return upcast.call(this, schemaVersion === 99 ? known : event);
};
