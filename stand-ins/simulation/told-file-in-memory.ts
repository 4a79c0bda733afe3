import type { ToldFile } from '../../lib/state/file/told-file.ts';

/** A temporary folder in memory. Where it does not work, nothing is kept and nothing is found. */
export function toldFileInMemory(): ToldFile & { works: boolean; text: string | null } {
  return {
    works: true,
    text: null,
    async read() {
      return this.works ? this.text : null;
    },
    async write(text) {
      if (this.works) this.text = text;
    },
  };
}
