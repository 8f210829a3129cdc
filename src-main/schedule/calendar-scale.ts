/** What of a calendar is made how: the range, and how many like items of a trigger a day may have one by one. */
export interface CalendarScale {
  fromAt: number;
  toAt: number;
  mostPerDay: number;
}
