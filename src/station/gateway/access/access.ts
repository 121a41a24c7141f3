/** Who is asking: what the routes and the live hub need to know of tokens and devices. */
import type { Principal } from '../../../contract/access.ts';

export interface SignedIn {
  readonly principal: Principal;
  /** Milliseconds since 1970; null: as long as the station runs. */
  readonly expiresAt: number | null;
}

export interface Access {
  /** Whose token it is. Throws ZhiyueError not-signed-in, token-expired or device-revoked. */
  signedIn(token: string): Promise<SignedIn>;
  /** Calls back when a device was revoked, or its role or exams changed (its tokens then say the new ones at once); returns what stops it. */
  onChanged(listener: (change: { readonly principalId: string; readonly principal: Principal | null }) => void): () => void;
}

/** The headers that say where a request comes from. */
export interface RequestOrigin {
  readonly host: string | undefined;
  readonly origin: string | undefined;
}

export interface Doors {
  /**
   * Checks that a request names the station by an address of its own (else a foreign page could reach it by a name that it lets point here: DNS rebinding), and that it does not come from somebody else's page.
   * Throws ZhiyueError host-refused or origin-refused.
   */
  check(from: RequestOrigin): void;
}
