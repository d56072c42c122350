/**
 * 64 bits of a row of numbers, in two halves that are mixed with other constants each (as in MurmurHash3). Nobody chooses
 * the states, so that none needs to be kept from making two alike.
 */
export class StateDigest {
  high = 0;
  low = 0;
  private count = 0;

  begin(): void {
    this.high = 0x2545f491;
    this.low = 0x9e3779b9 | 0;
    this.count = 0;
  }

  add(number: number): void {
    let mixed = Math.imul(number, 0xcc9e2d51);
    mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
    this.high ^= mixed;
    this.high = (Math.imul((this.high << 13) | (this.high >>> 19), 5) + 0xe6546b64) | 0;
    mixed = Math.imul(number ^ 0x55555555, 0x85ebca77);
    mixed = Math.imul((mixed << 13) | (mixed >>> 19), 0x9e3779b1);
    this.low ^= mixed;
    this.low = (Math.imul((this.low << 17) | (this.low >>> 15), 9) + 0x38b34ae5) | 0;
    this.count += 1;
  }

  end(): void {
    this.high = finished(this.high ^ this.count);
    this.low = finished(this.low ^ this.count);
  }
}

/** Each bit of what goes in bears on each bit of what comes out. */
function finished(half: number): number {
  let mixed = half ^ (half >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
