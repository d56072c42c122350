/** Something that will happen. */
export interface Appointment {
  readonly at: number;
  readonly words: string;
  readonly happens: () => Promise<void> | void;
  /** It changes something in several calls, between which it can be stopped. */
  readonly mayStop?: boolean;
}

/** What will happen, in its order. Never more than a dozen things. */
export class Timeline {
  private appointments: Appointment[] = [];

  plan(appointment: Appointment): Appointment {
    this.appointments.push(appointment);
    return appointment;
  }

  cancel(appointment: Appointment): void {
    this.appointments = this.appointments.filter((each) => each !== appointment);
  }

  clear(): void {
    this.appointments = [];
  }

  /** Takes what comes first, if it comes by then. */
  next(until: number): Appointment | undefined {
    const [head, ...others] = this.appointments;
    if (head === undefined) {
      return undefined;
    }
    const first = others.reduce((soonest, each) => (each.at < soonest.at ? each : soonest), head);
    if (first.at > until) {
      return undefined;
    }
    this.cancel(first);
    return first;
  }
}
