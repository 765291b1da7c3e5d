/** Whether a secret was accepted. */
export interface AuthenticateResponse {
  readonly ok: boolean;

  /** When the grant ends; absent for never. */
  readonly expiresAt?: string;
}
