import { fileURLToPath } from 'node:url';
import type { PackageKind } from '../../infra/package/function-package.ts';

const FOLDERS: Readonly<Record<PackageKind, string>> = {
  sweep: 'function',
  status: 'status',
  callback: 'callback',
};

/** The bundle of this installation, wherever a command is called: bin/commands and dist/bin are both two folders below its root. */
export function ownBundle(kind: PackageKind): string {
  return fileURLToPath(new URL(`../../dist/${FOLDERS[kind]}/index.js`, import.meta.url));
}
