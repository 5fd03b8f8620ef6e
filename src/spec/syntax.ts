import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { phrase, type Phrase } from './phrase.ts';
import { LISTED, type Report } from './report.ts';

/** Deeper than any spec. Parsers descend by recursion, so without a limit a text could overflow the stack. */
const MAX_DEPTH = 64;

/**
 * The tree of a JSON text with comments and trailing commas; undefined if it has none that is
 * worth reading further: after a syntax error, keys that are there would be reported as missing.
 */
export function syntaxTree(text: string, report: Report): Node | undefined {
  if (text.startsWith('\ufeff')) {
    const message = phrase('the file starts with a byte order mark, which other JSON readers refuse');
    report.warning({ offset: 0, length: 1 }, 'byte-order-mark', message);
  }
  const json = text.replace(/^\ufeff/, ' ');
  const deep = firstTooDeep(json);
  if (deep !== undefined) {
    report.error({ offset: deep, length: 1 }, 'too-deep', phrase('nested more than {0} levels deep', MAX_DEPTH));
    return undefined;
  }
  const errors: ParseError[] = [];
  const tree = parseTree(json, errors, { allowTrailingComma: true });
  for (const { error, offset, length } of errors.slice(0, LISTED)) {
    // Of a comment that is not closed the parser marks a character too many.
    const within = Math.min(length, text.length - offset);
    report.error({ offset, length: within }, 'syntax', syntaxMessage(printParseErrorCode(error)));
  }
  return errors.length > 0 ? undefined : tree;
}

/** Whether parsers, which descend by recursion, had better not be given this text. */
export function isTooDeep(text: string): boolean {
  return firstTooDeep(text) !== undefined;
}

/** The tree of a text that may be in the middle of being written, as far as it can be told. */
export function roughTree(text: string): Node | undefined {
  return isTooDeep(text) ? undefined : parseTree(text.replace(/^\ufeff/, ' '), [], { allowTrailingComma: true });
}

function firstTooDeep(json: string): number | undefined {
  const scanner = createScanner(json, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenOffset() < json.length; scanner.scan()) {
    const first = json[scanner.getTokenOffset()];
    if (first === '{' || first === '[') depth++;
    if (first === '}' || first === ']') depth--;
    if (depth > MAX_DEPTH) return scanner.getTokenOffset();
  }
  return undefined;
}

function syntaxMessage(error: string): Phrase {
  switch (error) {
    case 'InvalidNumberFormat':
    case 'UnexpectedEndOfNumber':
      return phrase('a number is not complete');
    case 'PropertyNameExpected':
      return phrase('expected a key in double quotes');
    case 'ValueExpected':
      return phrase('expected a value');
    case 'ColonExpected':
      return phrase('expected a colon');
    case 'CommaExpected':
      return phrase('expected a comma');
    case 'CloseBraceExpected':
      return phrase('expected a closing brace');
    case 'CloseBracketExpected':
      return phrase('expected a closing bracket');
    case 'EndOfFileExpected':
      return phrase('expected the end of the file');
    case 'UnexpectedEndOfComment':
      return phrase('a comment is not closed');
    case 'UnexpectedEndOfString':
      return phrase('a text is not closed');
    case 'InvalidUnicode':
    case 'InvalidEscapeCharacter':
      return phrase('not an escape sequence of JSON');
    case 'InvalidCharacter':
      return phrase('a control character must be written as an escape sequence');
    default:
      return phrase('not JSON: keys and texts stand in double quotes');
  }
}
