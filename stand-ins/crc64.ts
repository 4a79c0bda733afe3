/** ECMA-182, reflected, in two halves, since Node counts exactly only to 2^53. */
const POLYNOMIAL = { high: 0xc96c5795, low: 0xd7870f42 };

const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    const odd = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (odd) {
      high ^= POLYNOMIAL.high;
      low ^= POLYNOMIAL.low;
    }
  }
  return { high, low };
});

/** CRC-64 as a decimal number, as Function Compute tells `codeChecksum` of a package, and OSS `x-oss-hash-crc64ecma`. */
export function crc64(bytes: Uint8Array): string {
  let high = 0xffffffff;
  let low = 0xffffffff;
  for (const byte of bytes) {
    const entry = TABLE[(low ^ byte) & 0xff] as { high: number; low: number };
    low = ((low >>> 8) | (high << 24)) ^ entry.low;
    high = (high >>> 8) ^ entry.high;
  }
  return ((BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0)).toString();
}
