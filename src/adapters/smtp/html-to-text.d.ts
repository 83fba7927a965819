/** The package has no types of its own. */
declare module 'html-to-text' {
  interface Selector {
    readonly selector: string;
    readonly format?: string;
    readonly options?: Readonly<Record<string, unknown>>;
  }
  interface Options {
    /** Characters of a line; false: as long as it gets. */
    readonly wordwrap?: number | false;
    readonly selectors?: readonly Selector[];
    readonly limits?: { readonly maxInputLength?: number; readonly maxDepth?: number; readonly maxChildNodes?: number };
  }
  export function compile(options: Options): (html: string) => string;
}
