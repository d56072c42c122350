import { acts, type Act, type Availability } from '@fleet/fleet-console-api';
import { ApiError } from '../failures/api-error';

/** IAM may have been changed meanwhile: after so long, an act that was denied can be tried again. */
const rememberedMillis = 10 * 60_000;

const onlyLocal: readonly Act[] = ['age', 'move-clock', 'set-faults'];

interface GuardOptions {
  /** Why nothing may be changed at all; absent where it may. */
  readonly readOnly: string | undefined;
  readonly isLocal: boolean;
  readonly nowMillis: () => number;
}

/** Which acts there are, as far as the console knows. IAM has the last word, and is remembered for a while. */
export class ActGuard {
  private readonly denials = new Map<Act, { readonly why: string; readonly at: number }>();

  constructor(private readonly options: GuardOptions) {}

  get readOnly(): string | undefined {
    return this.options.readOnly;
  }

  availability(): readonly Availability[] {
    return acts.map((act) => this.availabilityOf(act));
  }

  availabilityOf(act: Act): Availability {
    const why = this.options.readOnly ?? this.notHere(act) ?? this.denial(act);
    return why === undefined ? { act, available: true } : { act, available: false, why };
  }

  /** @throws ApiError for what is not even tried */
  require(act: Act): void {
    if (this.options.readOnly !== undefined) {
      throw new ApiError('read-only', this.options.readOnly);
    }
    const why = this.notHere(act);
    if (why !== undefined) {
      throw new ApiError('refused', why);
    }
  }

  /** @returns whether that is news */
  noteDenied(act: Act, { message: why }: ApiError): boolean {
    const isNews = this.denial(act) === undefined;
    this.denials.set(act, { why, at: this.options.nowMillis() });
    return isNews;
  }

  noteDone(act: Act): void {
    this.denials.delete(act);
  }

  private denial(act: Act): string | undefined {
    const noted = this.denials.get(act);
    return noted !== undefined && this.options.nowMillis() - noted.at < rememberedMillis
      ? noted.why
      : undefined;
  }

  private notHere(act: Act): string | undefined {
    return this.options.isLocal || !onlyLocal.includes(act)
      ? undefined
      : 'This is for trying things out: it is there on local-cloud only.';
  }
}
