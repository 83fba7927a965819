/** A character as it can be read: one that shows nothing by itself is told by its number. */
export const characterInWords = (character: string): string =>
  /^[\p{L}\p{N}\p{P}\p{S}]/u.test(character)
    ? `“${character}”`
    : `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}, which cannot be seen`;
