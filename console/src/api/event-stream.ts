/** A server-sent event. */
export interface StreamEvent {
  readonly type: string;
  readonly data: string;
  readonly id: string | null;
}

/**
 * The events of a stream's text, as it comes in pieces (the standard's own rules, for what the service sends). A comment,
 * or an id alone, is an event without data: it shows that the stream lives.
 */
export class StreamParser {
  private rest = '';

  push(text: string): readonly StreamEvent[] {
    const blocks = (this.rest + text).split('\n\n');
    this.rest = blocks.pop() ?? '';
    return blocks.map(eventOf);
  }
}

function eventOf(block: string): StreamEvent {
  const data: string[] = [];
  let type = 'message';
  let id: string | null = null;
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1).replace(/^ /, '');
    const field = colon === -1 ? line : line.slice(0, colon);
    if (field === 'data') data.push(value);
    else if (field === 'event') type = value;
    else if (field === 'id') id = value;
  }
  return { type, data: data.join('\n'), id };
}
