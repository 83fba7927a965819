/**
 * signature: what stands below what somebody writes in a message: a name, a delimiter and whatever comes after it, or what a
 * mail program adds
 */

const LINE_BREAK = /\r\n?|[\n\v\f\u0085\u2028\u2029]/;

/** What programs add, in the languages of many people. */
const SENT =
  '(?:sent (?:from|via|using|with|by)|get outlook|yahoo mail|envoyée? (?:de|depuis|à partir)|enviad[oa] (?:desde|do|de|pelo|a partir)|' +
  'enviat des|von meinem|gesendet (?:von|mit)|inviato (?:da|dal)|verzonden (?:vanaf|via|met)|sendt fra|skickat från|' +
  'lähetetty|wysłan[eo] (?:z|za)|odesláno z|trimis de|отправлено (?:с|из)|надіслано з|iphoneから|发自|發自)';

/** Not a whole word in capitals: that is something said. */
const NAME_PART = "\\p{Lu}(?:\\.|[\\p{L}\\p{M}'’-]{0,40}[\\p{Ll}\\p{M}]\\.?)";
const NAME = `${NAME_PART}(?: ${NAME_PART}){0,3}[,.!]?`;

const BEFORE_SENT = new RegExp(`\\s(?=${SENT})`, 'giu');
const BEFORE_NAME = new RegExp(`\\s(?=[-–—~]{1,2} ?${NAME}\\s?$)`, 'gmu');

const DELIMITER = /^(?:[-_~=*]{2,}|[–—>])/;
const IS_SENT = new RegExp(`^${SENT}`, 'iu');
const IS_NAME = new RegExp(`^(?:[-~*] ?)?${NAME}$`, 'u');
const IS_MARKED_NAME = new RegExp(`^[-~*] ?${NAME}$`, 'u');

/** A text, parted where its signature begins. */
export interface SignedText {
  readonly said: readonly string[];
  readonly signature: readonly string[];
}

/**
 * @param isLenient a blank line ends what is said, whatever follows it, and a name may stand right below it; else only what
 * can be nothing but a signature is one
 */
export function partAtSignature(text: string, isLenient: boolean): SignedText {
  const lines = text
    .trim()
    .replace(BEFORE_SENT, '\n')
    .replace(BEFORE_NAME, '\n')
    .split(LINE_BREAK)
    .map((line) => line.trim());
  const names = lines.findLastIndex((line) => line !== '' && !IS_NAME.test(line)) + 1;
  const end = lines.findIndex((line, i) => {
    if (i === 0) return false;
    if (DELIMITER.test(line) || IS_SENT.test(line)) return true;
    if (isLenient) return line === '' || i >= names;
    return i >= names && (line === '' || IS_MARKED_NAME.test(line));
  });
  return end === -1 ? { said: lines, signature: [] } : { said: lines.slice(0, end), signature: lines.slice(end) };
}
