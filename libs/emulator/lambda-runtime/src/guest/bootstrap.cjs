'use strict';

/**
 * The program in a function's process: loads the handler, then answers one invocation after the other. It
 * speaks lines of JSON with the runtime on file descriptor 3; see environment.ts for the messages.
 */
const { Buffer } = require('node:buffer');
const { Socket } = require('node:net');
const { performance } = require('node:perf_hooks');
const { setImmediate } = require('node:timers');
const { keepCompiled } = require('./compiled-code.cjs');
const { loadHandler } = require('./handler.cjs');
const { shapeError } = require('./error-shape.cjs');
const { patchConsole } = require('./console.cjs');

const setClockKey = Symbol.for('lambda-runtime.set-clock');
const setClock = globalThis[setClockKey];
Reflect.deleteProperty(globalThis, setClockKey);

const channel = new Socket({ fd: 3, readable: true, writable: true });
const systemExit = process.exit.bind(process);
const maximumAnswerBytes = 6 * 1024 * 1024;

/** The invocation that runs, if any. */
let current;

const send = (message, done) => channel.write(`${JSON.stringify(message)}\n`, done);

const log = patchConsole({
  requestId: () => current?.requestId ?? 'undefined',
  write: (text) => send({ type: 'log', text }),
});

function finish(message) {
  const { requestId, marker } = current;
  current = undefined;
  channel.ref();
  // Everything the function wrote before lies before these marks in its two streams.
  process.stdout.write(marker);
  process.stderr.write(marker);
  send({ ...message, requestId, peakMemoryKilobytes: process.resourceUsage().maxRSS });
  setImmediate(keepCompiled);
}

function succeed(invocation, value) {
  if (current !== invocation) {
    return;
  }
  let payload;
  try {
    payload = JSON.stringify(value) ?? 'null';
  } catch (error) {
    return fail(invocation, new Error(`Unable to stringify response body: ${error.message}`));
  }
  if (payload.length * 3 > maximumAnswerBytes && Buffer.byteLength(payload) > maximumAnswerBytes) {
    const tooLarge = new Error(
      `Response payload size exceeded maximum allowed payload size (6291556 bytes).`,
    );
    tooLarge.name = 'Function.ResponseSizeTooLarge';
    return fail(invocation, tooLarge);
  }
  finish({ type: 'answer', payload });
}

function fail(invocation, error) {
  if (current !== invocation) {
    return;
  }
  log.error('Invoke Error', JSON.stringify(shapeError(error)));
  finish({ type: 'failure', error: shapeError(error) });
}

function contextOf(message, settle) {
  const started = performance.now();
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: message.functionArn,
    awsRequestId: message.requestId,
    clientContext: message.clientContext ? JSON.parse(message.clientContext) : undefined,
    identity: undefined,
    getRemainingTimeInMillis: () =>
      Math.max(0, Math.round(message.timeoutMillis - (performance.now() - started))),
    ...settle,
  };
}

function invoke(handler, takesCallback, message) {
  const invocation = { requestId: message.requestId, marker: message.marker, pending: undefined };
  current = invocation;
  setClock(message.now);
  process.env._X_AMZN_TRACE_ID = message.traceId;
  const settle = (error, value) => {
    const conclude = error ? () => fail(invocation, error) : () => succeed(invocation, value);
    if (error || !context.callbackWaitsForEmptyEventLoop) {
      return conclude();
    }
    invocation.pending ??= conclude;
  };
  const context = contextOf(
    message,
    takesCallback
      ? {
          done: settle,
          fail: (error) => settle(error ?? new Error('handled')),
          succeed: (v) => settle(null, v),
        }
      : {},
  );
  // With nothing else to wait for, the loop runs empty and `beforeExit` concludes the invocation.
  channel.unref();
  try {
    const returned = takesCallback
      ? handler(JSON.parse(message.payload), context, settle)
      : handler(JSON.parse(message.payload), context);
    if (typeof returned?.then === 'function') {
      returned.then(
        (value) => succeed(invocation, value),
        (error) => fail(invocation, error),
      );
    } else if (!takesCallback) {
      succeed(invocation, returned);
    }
  } catch (error) {
    fail(invocation, error);
  }
}

process.on('beforeExit', () => {
  if (!current) {
    return;
  }
  if (current.pending) {
    return current.pending();
  }
  succeed(current, null);
});

function die(error, errorType, exitCode) {
  const shaped = { ...shapeError(error), errorType };
  log.error(errorType, JSON.stringify(shaped));
  send({ type: 'died', requestId: current?.requestId, error: shaped }, () => systemExit(exitCode));
}
process.on('uncaughtException', (error) => die(error, shapeError(error).errorType, 129));
process.on('unhandledRejection', (reason) => {
  const error = new Error(String(reason instanceof Error ? reason.message : reason));
  if (reason instanceof Error) {
    error.stack = reason.stack;
  }
  die(error, 'Runtime.UnhandledPromiseRejection', 128);
});

function listen(onMessage) {
  let buffered = '';
  channel.setEncoding('utf8');
  channel.on('data', (chunk) => {
    buffered += chunk;
    let end;
    while ((end = buffered.indexOf('\n')) >= 0) {
      const line = buffered.slice(0, end);
      buffered = buffered.slice(end + 1);
      onMessage(JSON.parse(line));
    }
  });
  // The runtime is gone, however it went: nobody waits for an answer any more.
  const leave = () => systemExit(0);
  channel.on('end', leave).on('close', leave).on('error', leave);
}

async function start() {
  setClock(Number(process.argv[2]));
  let loaded;
  try {
    loaded = await loadHandler(
      process.env.LAMBDA_TASK_ROOT,
      process.env._HANDLER,
      process.argv[3],
      process.env.AWS_EXECUTION_ENV,
    );
  } catch (error) {
    log.error('Init Error', JSON.stringify(shapeError(error)));
    send({ type: 'init-failure', error: shapeError(error) }, () => systemExit(1));
    return;
  }
  listen((message) => invoke(loaded.handler, loaded.takesCallback, message));
  send({ type: 'ready' });
}

void start();
