'use strict';

/** A thrown value as Lambda reports it: errorType, errorMessage, trace. */
function shapeError(thrown) {
  if (thrown instanceof Error || typeof thrown?.stack === 'string') {
    return {
      errorType: String(thrown.name || thrown.constructor?.name || 'Error'),
      errorMessage: String(thrown.message),
      trace: String(thrown.stack ?? '').split('\n'),
    };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

module.exports = { shapeError };
