import postgres from 'postgres';

interface FaultOptions {
  /** The status in the body; the HTTP status is 400 for all but 500 and 544, as in storage-api. */
  status: number;
  code: string;
  message: string;
  /** The older name of the error, where it differs from the code. */
  error?: string;
  /** Overrides the HTTP status. */
  httpStatus?: number;
}

/** A refusal in storage-api's words: `{statusCode, code, error, message}`. */
export class StorageFault extends Error {
  readonly code: string;
  private readonly options: FaultOptions;

  constructor(options: FaultOptions) {
    super(options.message);
    this.code = options.code;
    this.options = options;
  }

  response(): Response {
    const { status, code, error, message, httpStatus } = this.options;
    return Response.json(
      { statusCode: String(status), code, error: error ?? code, message },
      { status: httpStatus ?? (status >= 500 ? status : 400) },
    );
  }
}

/** Every refusal the Storage API has; a function where something has to be named. */
export const faults = {
  noBucket: () =>
    new StorageFault({
      status: 404,
      code: 'NoSuchBucket',
      error: 'Bucket not found',
      message: 'Bucket not found',
    }),
  noObject: () =>
    new StorageFault({
      status: 404,
      code: 'NoSuchKey',
      error: 'not_found',
      message: 'Object not found',
    }),
  invalidKey: (key: string) =>
    new StorageFault({ status: 400, code: 'InvalidKey', message: `Invalid key: ${key}` }),
  invalidBucketName: () =>
    new StorageFault({
      status: 400,
      code: 'InvalidBucketName',
      error: 'Invalid Input',
      message: 'Bucket name invalid',
    }),
  bucketNotEmpty: () =>
    new StorageFault({
      status: 409,
      code: 'ResourceNotEmpty',
      message: 'The bucket you tried to delete is not empty',
    }),
  exists: (code: 'KeyAlreadyExists' | 'BucketAlreadyExists') =>
    new StorageFault({
      status: 409,
      code,
      error: 'Duplicate',
      message: 'The resource already exists',
    }),
  denied: (message: string) =>
    new StorageFault({ status: 403, code: 'AccessDenied', error: 'Unauthorized', message }),
  mimeType: (type: string) =>
    new StorageFault({
      status: 415,
      code: 'InvalidMimeType',
      error: 'invalid_mime_type',
      message: `mime type ${type} is not supported`,
    }),
  tooLarge: () =>
    new StorageFault({
      status: 413,
      code: 'EntityTooLarge',
      error: 'Payload too large',
      message: 'The object exceeded the maximum allowed size',
    }),
  invalidRange: () =>
    new StorageFault({
      status: 416,
      code: 'InvalidRange',
      error: 'invalid_range',
      message: 'The requested range is not satisfiable',
      httpStatus: 416,
    }),
  invalidRequest: (message: string) =>
    new StorageFault({ status: 400, code: 'InvalidRequest', message }),
  invalidJwt: (message: string) => new StorageFault({ status: 400, code: 'InvalidJWT', message }),
  invalidSignature: (message = 'Invalid signature') =>
    new StorageFault({ status: 400, code: 'InvalidSignature', message }),
  noRoute: (method: string, path: string) =>
    new StorageFault({
      status: 404,
      code: 'InvalidRequest',
      error: 'Not Found',
      message: `Route ${method}:${path} not found`,
      httpStatus: 404,
    }),
};

/** What a failed statement means to the client; anything unknown is passed on unchanged. */
export function fromDatabase(error: unknown): unknown {
  if (!(error instanceof postgres.PostgresError)) return error;
  switch (error.code) {
    case '42501':
      return faults.denied(
        error.message.includes('row-level security')
          ? 'new row violates row-level security policy'
          : error.message,
      );
    case '23505':
      return faults.exists(
        error.table_name === 'buckets' ? 'BucketAlreadyExists' : 'KeyAlreadyExists',
      );
    case '23503':
      return new StorageFault({
        status: 404,
        code: 'InvalidRequest',
        message: 'The related resource does not exist',
      });
    case '57014':
      return new StorageFault({
        status: 544,
        code: 'DatabaseTimeout',
        message: 'The connection to the database timed out',
      });
    default:
      return new StorageFault({
        status: 500,
        code: 'DatabaseError',
        message: `database error, code: ${error.code}`,
      });
  }
}
