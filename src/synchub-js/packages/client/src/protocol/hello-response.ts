/** The server's answer to Hello. */
export interface HelloResponse {
  readonly protocol: number;
  readonly features: readonly string[];
  readonly limits: HelloLimits;
}

/** What a connection may ask of this server. */
export interface HelloLimits {
  readonly subscriptionsPerConnection: number;
  readonly keyLength: number;
  readonly receiveBytes: number;
  readonly filterDepth: number;
  readonly filterTerms: number;
  readonly listLength: number;
  readonly top: number;
  readonly skip: number;
  readonly patternLength: number;
  readonly matches: number;
}
