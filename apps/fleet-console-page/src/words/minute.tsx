import { minuteOf } from './moments';

/** A minute in UTC that breaks between its day and its time, and nowhere else. */
export function Minute({ at }: { readonly at: string | undefined }) {
  const [day, time] = minuteOf(at).split(' ');
  return (
    <>
      <span className="nowrap">{day}</span> <span className="nowrap">{time}</span>
    </>
  );
}
