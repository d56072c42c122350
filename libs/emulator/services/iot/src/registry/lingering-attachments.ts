import type { LaggingView } from '@fleet/consistency';
import { thingPrincipalKey } from './thing-principal-repository';
import type { ThingPrincipal } from './thing-principal-repository';

/** Who looks: DeleteThing and DeleteCertificate, or the listings. */
export type AttachmentReader = 'deletion' | 'listing';

/** Attachments of certificates to things that were taken away, and that not everybody has noticed yet. */
export class LingeringAttachments {
  constructor(private readonly detachments: LaggingView<ThingPrincipal>) {}

  /** To be told before it is detached. */
  detaching(attachment: ThingPrincipal): void {
    this.detachments.changing(
      thingPrincipalKey(attachment.thingName, attachment.certificateId),
      () => attachment,
    );
  }

  ofThing(thingName: string, reader: AttachmentReader): readonly ThingPrincipal[] {
    return this.seenBy(reader).filter((each) => each.thingName === thingName);
  }

  ofCertificate(certificateId: string, reader: AttachmentReader): readonly ThingPrincipal[] {
    return this.seenBy(reader).filter((each) => each.certificateId === certificateId);
  }

  private seenBy(reader: AttachmentReader): readonly ThingPrincipal[] {
    return [...this.detachments.outdated(reader).values()];
  }
}
