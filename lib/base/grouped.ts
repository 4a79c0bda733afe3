/** A number for people: `2,398`. English and Chinese write it alike. */
export function grouped(value: number): string {
  return value.toLocaleString('en');
}
