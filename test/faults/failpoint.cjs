/**
 * Loaded into the service before it begins (NODE_OPTIONS). FAILPOINT=<name>: the first message to a contact `<name>.<place>`
 * comes to this place, says so, and waits there for the process to be killed. FAILPOINT_COMMIT=before or after: so does the
 * folding, at the commit that such a run is in.
 */
const path = require('node:path');
const { isMainThread } = require('node:worker_threads');

const DIST = path.join(__dirname, '../../dist/src');
const NAME = `${process.env.FAILPOINT}.`;

const never = new Promise(() => undefined);
function stay(place) {
  console.log(JSON.stringify({ msg: 'at its place', place }));
  return never;
}

/** `messageIn`: whose message a call of the method is about, and which; undefined: none's. */
function around(file, name, method, what, messageIn) {
  const { prototype } = require(path.join(DIST, file))[name];
  const call = prototype[method];
  prototype[method] = async function (...args) {
    const { contactId = '', stepId } = messageIn(...args) ?? {};
    const place = stepId === 'first' && contactId.startsWith(NAME) ? contactId.slice(NAME.length) : null;
    if (place === `before-the-${what}`) return stay(place);
    const answer = await call.apply(this, args);
    return place === `after-the-${what}` ? stay(place) : answer;
  };
}

const dataOf = (events, ...types) => events.find(({ type }) => types.includes(type))?.data;

function ofMessages() {
  const append = ['adapters/sqlite/event-store.js', 'SqliteEventStore', 'append'];
  around(...append, 'intent', (_stream, _revision, events) => dataOf(events, 'StepStarted'));
  around(...append, 'outcome', (_stream, _revision, events) => dataOf(events, 'StepCompleted', 'StepFailed'));

  const ranOut = new Set();
  const { prototype } = require(path.join(DIST, 'engine/sending/sender.js')).Sender;
  const { perform } = prototype;
  prototype.perform = async function (context, run, intent, begin) {
    const { contactId, runId } = intent;
    const isToRenew = contactId.startsWith(NAME) && contactId.endsWith('-renewal') && !ranOut.has(runId);
    if (!isToRenew) return perform.call(this, context, run, intent, begin);
    ranOut.add(runId);
    return null; // as when the lease runs out before anything was sent
  };
  around(...append, 'renewal', (_stream, _revision, events) => {
    const intent = dataOf(events, 'StepStarted');
    return ranOut.has(intent?.runId) ? intent : undefined;
  });

  const sending = (_request, of) => of;
  around('adapters/sms/sms-channel.js', 'SmsChannel', 'send', 'sending', sending);
  around('adapters/smtp/mail-channel.js', 'MailChannel', 'send', 'sending', sending);
  around('adapters/webhook/webhook-channel.js', 'WebhookChannel', 'send', 'sending', sending);
}

function ofFolding(when) {
  const file = path.join(DIST, 'adapters/sqlite/read-store.js');
  const { prototype } = require(file).SqliteReadStore;
  const { commit } = prototype;
  prototype.commit = async function (writes) {
    const isConcerned = writes.some(
      ({ model, changes }) => model.shape.name === 'run-history' && JSON.stringify(changes).includes(`"${NAME}`),
    );
    if (isConcerned && when === 'before') return stay('before-the-commit');
    await commit.call(this, writes);
    return isConcerned ? stay('after-the-commit') : undefined;
  };
}

if (isMainThread) ofMessages();
else ofFolding(process.env.FAILPOINT_COMMIT);
