/** A defect of the program in one line, for issues and reports: nothing in it tells of the machine. */

const SHOWN_LINES = 4;
/** Folders of the program from which on a path is the same on every machine. */
const OWN_FOLDER = /^.*[/\\](?=(?:src|parsers|reports|dist|test|node_modules)[/\\])/;

/** Message and first frames of a stack trace; of paths only what lies below the program's own folders. */
export function defectMessage(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return stack.split('\n').slice(0, SHOWN_LINES).map(withoutPaths).join(' | ');
}

function withoutPaths(line: string): string {
  const frame = /^(\s*at (?:.*\()?)(.*?)(\)?)$/.exec(line);
  if (frame === null)
    return line.trim().replace(/(['"])([^'"]*[/\\][^'"]*)\1/g, (_, quote, path) => quote + short(path) + quote);
  const [, before = '', place = '', after = ''] = frame;
  return `${before.trim()}${before.endsWith('(') ? '' : ' '}${short(place)}${after}`;
}

function short(path: string): string {
  return OWN_FOLDER.test(path) ? path.replace(OWN_FOLDER, '') : path.replace(/^.*[/\\]/, '');
}
