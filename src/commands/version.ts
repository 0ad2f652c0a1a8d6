/** The version that `--version` prints. */
import { toolVersion } from '../engine/version.ts';

export function programVersion(): string {
  return toolVersion();
}
