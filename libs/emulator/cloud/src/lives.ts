import assert from 'node:assert/strict';
import type { OpenStore } from '@fleet/emulator-store';
import { beginLife } from './life';
import type { Life, LifeGround } from './life';
import { RequestGate } from './request-gate';

/** An answer that is written, and read, in this time, is not cut off by a reset. */
const graceMillis = 100;

/** The lives of one cloud: each begins where the one before has ended, at the same address. */
export class Lives {
  readonly gate = new RequestGate();
  private life: Life | undefined;
  private empty: (() => void) | undefined;

  /** @param emptied the store of a cloud that may be renewed: it then holds what it holds when the first life begins */
  constructor(
    private readonly ground: LifeGround,
    private readonly emptied: OpenStore | undefined,
  ) {}

  get current(): Life {
    assert(this.life !== undefined, 'a cloud has a life from its beginning');
    return this.life;
  }

  async begin(): Promise<void> {
    this.life = await beginLife(this.ground);
    this.empty = this.emptied?.remember();
    this.gate.open(this.life.listener);
  }

  /**
   * Ends this life and begins the next one. What the last life still does after its end, it cannot store any more.
   * @throws the error of `listen`, when another program has taken the MQTT port in between
   */
  async renew(): Promise<void> {
    const last = this.current;
    assert(this.empty !== undefined, 'only a cloud that keeps nothing is renewed');
    await last.quieten({ abruptly: true });
    await this.gate.shut(graceMillis);
    await last.end();
    this.empty();
    const options = { ...this.ground.options, mqttPort: last.mqttPort };
    this.life = await beginLife({ ...this.ground, options });
    this.gate.open(this.life.listener);
    this.life.start();
  }

  async close(): Promise<void> {
    this.gate.close();
    await this.life?.end();
  }
}
