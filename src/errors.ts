/** What every error of dsm says: what happened, where, what was expected, what was there, what to do. */
export interface ErrorPlace {
  /** File (or `-`), config path or model path. */
  readonly where?: string | undefined
  /** What to do about it: one imperative sentence. */
  readonly hint?: string | undefined
  readonly cause?: unknown
}

/** The base of all errors that dsm raises on purpose. Anything else that is thrown is a bug. */
export class DsmError extends Error {
  /** Process exit code: 2 wrong use or config, 1 data, model file or numbers. */
  readonly exitCode: 1 | 2 = 1
  readonly where: string | undefined
  readonly hint: string | undefined

  constructor(
    readonly code: string,
    message: string,
    place: ErrorPlace = {},
  ) {
    super(message, place.cause === undefined ? undefined : { cause: place.cause })
    this.name = new.target.name
    this.where = place.where
    this.hint = place.hint
  }
}

/** A command line that cannot be understood or carried out. */
export class UsageError extends DsmError {
  override readonly exitCode = 2
}

/** A config that breaks its schema or contradicts itself. */
export class ConfigError extends DsmError {
  override readonly exitCode = 2
}

/** A data file that cannot be read as the config says. */
export class DataError extends DsmError {}

/** A model file that is damaged, foreign or newer than this program. */
export class ModelFileError extends DsmError {}

/** Numbers that cannot be: a falling objective, an impossible observation in training. */
export class NumericalError extends DsmError {}

/** Something that a careful person would want to know, though the work went on. */
export interface Warning {
  readonly code: string
  readonly message: string
}
