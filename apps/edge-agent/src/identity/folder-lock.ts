import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { join, relative } from 'node:path';
import { IdentityStorageError, storageFailure } from './storage-error';

/*
 * One agent at a time works in an identity folder. The lock is a listening Unix socket in it: the kernel ends
 * the listening with the process, so that a killed agent locks nobody out, no process id can be mistaken, and
 * another agent that finds the folder taken can talk to the holder (that is how `rotate` reaches a running `run`).
 *
 * Each process listens on a socket of its own, random name, and only then looks at the others. Of two that
 * start together at least the later to look finds the other one listening and gives way, so that never two hold
 * the folder. A socket that nobody listens on is a dead agent's and is removed.
 */
const socketName = /^agent-[0-9a-f]{8}\.socket$/;

/** Shortest of the systems' limits on a socket's path (macOS: 104 bytes with the closing zero). */
const longestSocketPath = 103;

/** Another agent is at work in the folder. */
export class FolderBusyError extends Error {
  override readonly name = 'FolderBusyError';

  constructor(
    directory: string,
    /** Where the holder listens. */
    readonly socketPath: string,
  ) {
    super(`Another agent is running in ${directory}: let it finish, or stop it first.`);
  }
}

export interface FolderLock {
  /** Hands over every caller that connects to the lock's socket. Without it they are hung up on. */
  serve(handle: (caller: Socket) => void): void;
  release(): Promise<void>;
}

/** Two agents that start in one moment may both give way; they meet again that often at most. */
const attempts = 5;

/**
 * Takes the lock.
 *
 * @param nonce gives 8 hex digits that no other process draws
 * @throws FolderBusyError, IdentityStorageError
 */
export async function lockFolder(directory: string, nonce: () => string): Promise<FolderLock> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await tryToLock(directory, `agent-${nonce()}.socket`);
    if (!(outcome instanceof FolderBusyError)) {
      return outcome;
    }
    const stillThere = (await findHolder(directory)) !== undefined;
    if (stillThere || attempt === attempts) {
      throw outcome;
    }
  }
}

/** The socket of the agent that holds the folder, or `undefined` when none does. Changes nothing. */
export async function findHolder(directory: string): Promise<string | undefined> {
  for (const name of socketsIn(directory)) {
    const path = socketPath(directory, name);
    if (await isListening(path)) {
      return path;
    }
  }
  return undefined;
}

async function tryToLock(directory: string, own: string): Promise<FolderLock | FolderBusyError> {
  const path = socketPath(directory, own);
  const callers = new Set<Socket>();
  let handle = (caller: Socket): void => void caller.destroy();
  const server = await listen(directory, path, (caller) => {
    callers.add(caller);
    caller.on('close', () => callers.delete(caller));
    caller.on('error', () => caller.destroy());
    handle(caller);
  });
  const release = async (): Promise<void> => {
    callers.forEach((caller) => caller.destroy());
    await new Promise((resolve) => server.close(resolve));
    rmSync(path, { force: true });
  };
  try {
    const holder = await clearTheDead(directory, own);
    // Its own socket is gone when another agent met it between its binding and its listening.
    if (holder === undefined && existsSync(path)) {
      // Not before now, when nobody removes it any more. Until now its folder kept others out.
      chmodSync(path, 0o600);
      return { serve: (newHandle) => (handle = newHandle), release };
    }
    await release();
    return new FolderBusyError(directory, holder ?? path);
  } catch (error) {
    await release();
    throw storageFailure(`lock ${directory}`, error);
  }
}

/** Only for one who listens itself: a live socket that it removed by mistake would find it there and give way. */
async function clearTheDead(directory: string, own: string): Promise<string | undefined> {
  for (const name of socketsIn(directory).filter((other) => other !== own)) {
    const path = socketPath(directory, name);
    if (await isListening(path)) {
      return path;
    }
    rmSync(path, { force: true });
  }
  return undefined;
}

function socketsIn(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory).filter((name) => socketName.test(name)) : [];
}

async function listen(directory: string, path: string, handle: (caller: Socket) => void): Promise<Server> {
  const server = createServer(handle);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return server;
  } catch (error) {
    server.close();
    throw storageFailure(`lock ${directory}`, error);
  }
}

/** Whether a process listens at the socket. In doubt one does. */
export function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createConnection(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', (error) => {
      // Refused is the kernel's word that nobody listens. Anything else (a full backlog, missing rights) may
      // hide a live agent, which must not be run over.
      const code = 'code' in error ? error.code : undefined;
      resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT');
    });
  });
}

function socketPath(directory: string, name: string): string {
  const absolute = join(directory, name);
  const nearby = relative(process.cwd(), absolute);
  const shorter = nearby.length < absolute.length ? nearby : absolute;
  if (Buffer.byteLength(shorter) > longestSocketPath) {
    throw new IdentityStorageError(
      `The path ${absolute} is too long for a Unix socket, which takes ${longestSocketPath} bytes: start the ` +
        `agent in the device's folder, or move that folder up.`,
    );
  }
  return shorter;
}
