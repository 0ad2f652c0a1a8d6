/** The formats that the program reads, for the command line; apart from the stages, which reading a file does not need. */
import { PARSERS } from '../../parsers/index.ts';

export function parserIds(): string[] {
  return PARSERS.map(({ id }) => id);
}

export function parserInfo(): readonly { id: string; instrument: string; description: string }[] {
  return PARSERS;
}
