import { InadmissibleSerialError, parseSerial, serialRules, type FleetConfig } from '@fleet/fleet-contract';
import { serialLines } from '../allow-list/serial-lines';

/** One device that is to get a voucher. */
export interface WantedVoucher {
  readonly serial: string;
  readonly model: string;
}

export interface WantedList {
  readonly chunks: AsyncIterable<string>;
  /** Of lines that name none. */
  readonly model?: string | undefined;
}

/**
 * The devices of a list: on each line a serial number, or a serial number, a comma and a model. A first line of
 * `serial` or `serial,model` is the heading of a table.
 * @param refuse hears of each line that is refused, and why
 */
export async function* wantedVouchers(
  config: FleetConfig,
  { chunks, model }: WantedList,
  refuse: (line: number, reason: string) => void,
): AsyncGenerator<WantedVoucher> {
  const read = readerOf(config, model);
  let first = true;
  for await (const line of serialLines(chunks)) {
    const isHeading = first && /^"?serial"?(,"?model"?)?$/i.test(line.text.replace(/\s/g, ''));
    first = false;
    if (isHeading) {
      continue;
    }
    const wanted = read(line.text);
    if (typeof wanted === 'string') {
      refuse(line.number, wanted);
    } else {
      yield wanted;
    }
  }
}

/** Reads a line, or says why it is refused. */
function readerOf(
  config: FleetConfig,
  modelOfAll: string | undefined,
): (text: string) => WantedVoucher | string {
  const rules = serialRules(config);
  return (text) => {
    const [serial, model = modelOfAll, ...more] = cellsOf(text);
    if (more.length > 0) {
      return 'it has more than a serial number and a model';
    }
    if (model === undefined) {
      return 'it names no model: give one after a comma, or --model for all lines without one';
    }
    // A claim of a model that the configuration has not named would refuse the voucher: a typing error, most likely.
    if (!config.models.includes(model)) {
      return `its model is not in the fleet's configuration, which has ${config.models.join(', ')}`;
    }
    try {
      return { serial: parseSerial(serial, rules), model };
    } catch (error) {
      if (error instanceof InadmissibleSerialError) {
        return error.message;
      }
      throw error;
    }
  };
}

/** Neither a serial number nor a model has a comma or a quotation mark in it. */
function cellsOf(text: string): (string | undefined)[] {
  const cells = text.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  return cells.map((cell) => (cell === '' ? undefined : cell));
}
