import { Drop } from 'liquidjs';

/** How a value stands in what is rendered: the same letters in a text, escaped in HTML, percent-encoded in an address. */
export interface Writing {
  readonly write: (text: string) => string;
  /** Filters whose results are written already. */
  readonly written: ReadonlySet<string>;
  /** Whether a value may come out empty after what is written so far: without one of its parts an address is another. */
  readonly mayBeEmpty: (before: string) => boolean;
}

/**
 * A text that is written already: what was captured, or made by a filter that writes. To conditions and to filters that
 * know nothing of it, it is the text that it shows; what they make of it is written anew, and nothing is written twice.
 */
export class Written extends Drop {
  constructor(
    readonly text: string,
    readonly written: string,
  ) {
    super();
  }

  override valueOf(): string {
    return this.text;
  }
  override toString(): string {
    return this.text;
  }
  toJSON(): string {
    return this.text;
  }
}

/** A value on its way into what is rendered. No Drop, since LiquidJS would make a text of it before it is there. */
export class Put {
  constructor(
    readonly text: string,
    readonly written: string,
  ) {}
}

export const plain: Writing = { write: (text) => text, written: new Set(), mayBeEmpty: () => true };

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

export const html: Writing = {
  write: (text) => text.replace(/[&<>"']/g, (one) => ENTITIES[one] ?? one),
  written: new Set(['escape', 'xml_escape', 'escape_once', 'raw']),
  mayBeEmpty: () => true,
};

/** Every character that means something in an address, `/` and `?` too; half a character of two units is none. */
export const url: Writing = {
  write: (text) =>
    encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd')).replace(
      /[!'()*]/g,
      (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
  written: new Set(['url_encode', 'cgi_escape', 'uri_escape', 'raw']),
  mayBeEmpty: (before) => /[?#]/.test(before),
};
