const BYTES = 16;
const TIME_BITS = 48;

/** A UUIDv7 (RFC 9562): unique everywhere, and sortable by the time it was made on this device. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  const view = new DataView(bytes.buffer);
  // The time's 48 bits, then version and variant; the other 74 bits stay random.
  view.setBigUint64(0, (BigInt(Date.now()) << BigInt(64 - TIME_BITS)) | BigInt(view.getUint16(6)));
  view.setUint8(6, 0x70 | (view.getUint8(6) & 0x0f));
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
