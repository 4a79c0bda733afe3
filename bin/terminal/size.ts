/** The width of the terminal that results go to; Infinity if they go elsewhere, and nothing is to be cut. */
export function terminalColumns(): number {
  return process.stdout.isTTY ? (process.stdout.columns ?? 80) : Number.POSITIVE_INFINITY;
}
