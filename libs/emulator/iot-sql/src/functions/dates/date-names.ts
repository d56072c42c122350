export const monthNames = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October'],
  ...['November', 'December'],
] as const;

/** From Monday, which is day 1 of ISO 8601. */
export const dayNames = [
  ...['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
] as const;

const shortLength = 3;

/** Three letters for a short field, the whole name for one of four letters and more. */
export function spelt(name: string, count: number): string {
  return count > shortLength ? name : name.slice(0, shortLength);
}
