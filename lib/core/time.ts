/** A length of time. */
export type Milliseconds = number;

/** A moment, in milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;
