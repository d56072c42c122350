import { resultOf } from './testing/rule-message';

describe('the examples of the developer guide', () => {
  const colour = { color: 'red', temperature: 50 };
  const sensors = {
    e: [
      { n: 'temperature', u: 'Cel', t: 1234, v: 22.5 },
      { n: 'light', u: 'lm', t: 1235, v: 135 },
      { n: 'acidity', u: 'pH', t: 1235, v: 7 },
    ],
  };
  const attributes = { attributes: { data1: 1, data2: 2 }, values: [{ a: 3 }, { b: 4 }, { c: 5 }] };
  const deep = {
    data1: 'example',
    data2: {
      a: 'first attribute',
      b: 'second attribute',
      c: [
        { x: { someInt: 5, someString: 'hello' }, y: true },
        { x: { someInt: 10, someString: 'world' }, y: false },
      ],
    },
  };
  const device = {
    device1: {
      deviceId: 'weather_sensor',
      deviceData: { sensors: { temp_fahrenheit: 75, humidity: 60 }, location: [47.606, -122.332] },
    },
  };

  it.each<[page: string, sql: string, payload: unknown, result: unknown]>([
    ['iot-sql-select', `SELECT VALUE color FROM 'topic/subtopic'`, colour, 'red'],
    [
      'iot-sql-select',
      `SELECT (temperature - 32) * 5 / 9 AS celsius, upper(color) as my_color FROM 'topic/subtopic'`,
      colour,
      { celsius: 10, my_color: 'RED' },
    ],
    [
      'iot-sql-select',
      `SELECT color.red as red_value FROM 'topic/subtopic'`,
      { color: { red: 255, green: 0, blue: 0 }, temperature: 50 },
      { red_value: 255 },
    ],
    [
      'iot-rule-sql-version',
      `SELECT VALUE arr FROM 'topic'`,
      { a: { b: 'c' }, arr: [1, 2, 3, 4] },
      [1, 2, 3, 4],
    ],
    ['iot-sql-data-types', `SELECT NULL AS n FROM 'topic/subtopic'`, {}, { n: null }],
    [
      'iot-sql-literals',
      `SELECT {'latitude': get(lat_long, 0),'longitude':get(lat_long, 1)} as lat_long FROM 'topic/subtopic'`,
      { lat_long: [47.606, -122.332] },
      { lat_long: { latitude: 47.606, longitude: -122.332 } },
    ],
    [
      'iot-sql-literals',
      `SELECT [lat,long] as lat_long FROM 'topic/subtopic'`,
      { lat: 47.696, long: -122.332 },
      { lat_long: [47.696, -122.332] },
    ],
    [
      'iot-sql-case',
      `SELECT CASE color WHEN 'green' THEN 'go' WHEN 'yellow' THEN 'caution' WHEN 'red' THEN 'stop'
         ELSE 'you are not at a stop light' END as instructions FROM 'topic/subtopic'`,
      { color: 'yellow' },
      { instructions: 'caution' },
    ],
    [
      'iot-sql-nested-queries',
      `SELECT (SELECT VALUE n FROM e) as sensors FROM 'my/topic'`,
      sensors,
      { sensors: ['temperature', 'light', 'acidity'] },
    ],
    [
      'iot-sql-nested-queries',
      `SELECT (SELECT v FROM e WHERE n = 'temperature') as temperature FROM 'my/topic'`,
      sensors,
      { temperature: [{ v: 22.5 }] },
    ],
    [
      'iot-sql-nested-queries',
      `SELECT get((SELECT v FROM e WHERE n = 'temperature'), 0).v as temperature FROM 'topic'`,
      sensors,
      { temperature: 22.5 },
    ],
    [
      'iot-sql-json',
      `SELECT foo.bar AS bar.baz FROM 'topic/subtopic'`,
      { foo: { bar: 'RED', bar1: 'GREEN', bar2: 'BLUE' } },
      { bar: { baz: 'RED' } },
    ],
    [
      'iot-sql-json',
      `SELECT * from 'iot/rules' WHERE get(get(get(mydata,"item2"),"0"),"my-key") = "myValue"`,
      { mydata: { item2: { '0': { 'my-key': 'myValue' } } } },
      { mydata: { item2: { '0': { 'my-key': 'myValue' } } } },
    ],
    [
      'iot-sql-json',
      `SELECT temp, md5(deviceid) AS hashed_id FROM 'topic/#'`,
      { deviceid: 'iot123', temp: 54.98 },
      { temp: 54.98, hashed_id: 'e37f81fb397e595c4aeb5645b8cbbbd1' },
    ],
    ['dynamodb-rule-action', `SELECT * AS message FROM 'some/topic'`, colour, { message: colour }],
    [
      'iot-sql-functions, decode',
      `SELECT decode(encoded_temp,"base64").temperature AS temp from 'topic/subtopic'`,
      { encoded_temp: 'eyAidGVtcGVyYXR1cmUiOiAzMyB9Cg==' },
      { temp: 33 },
    ],
    [
      'iot-sql-functions, transform',
      `select value transform("enrichArray", attributes, values) from 'A/B'`,
      attributes,
      [
        { a: 3, data1: 1, data2: 2 },
        { b: 4, data1: 1, data2: 2 },
        { c: 5, data1: 1, data2: 2 },
      ],
    ],
    [
      'iot-sql-functions, transform',
      `select value transform("enrichArray", {"key": attributes.data1}, values) from 'A/B'`,
      attributes,
      [
        { a: 3, key: 1 },
        { b: 4, key: 1 },
        { c: 5, key: 1 },
      ],
    ],
    [
      'iot-sql-functions, transform',
      `select value transform('enrichArray', (select a, b from data2), (select value c from data2)) from 'A/B'`,
      deep,
      deep.data2.c.map((element) => ({ ...element, a: 'first attribute', b: 'second attribute' })),
    ],
    [
      'iot-sql-set',
      `SET @device_sensor_data = device1.deviceData.sensors SELECT
         @device_sensor_data.temp_fahrenheit AS temp_fahrenheit, @device_sensor_data.humidity as humidity
         FROM 'device/data'`,
      device,
      { temp_fahrenheit: 75, humidity: 60 },
    ],
  ])('%s: %s', (_page, sql, payload, result) => {
    expect(resultOf(sql, { payload })).toEqual(result);
  });

  it('iot-sql-where: a payload that is no JSON object', () => {
    const sql = `SELECT decode(encode(*, 'base64'), 'base64') AS value FROM 'topic/subtopic'
                 WHERE decode(encode(*, 'base64'), 'base64') > 50`;
    expect(resultOf(sql, { payload: 80, bytes: Buffer.from('80') })).toEqual({ value: 80 });
    expect(resultOf(sql, { payload: 40, bytes: Buffer.from('40') })).toBeUndefined();
  });

  it('binary-payloads: encodes bytes, and compares without the payload', () => {
    const binary = { payload: undefined, bytes: Buffer.from([0xff, 0x00]) };
    const sql = `SELECT encode(*, 'base64') AS data, timestamp() AS ts FROM 'topic/subtopic'`;
    expect(resultOf(sql, binary)).toEqual({ data: '/wA=', ts: 1_700_000_000_000 });
    expect(resultOf(`SELECT * FROM 'a' WHERE timestamp() % 12 = 0`, { ...binary, timestamp: 24 })).toEqual({
      kind: 'original-payload',
    });
    expect(resultOf(`SELECT * FROM 'a' WHERE device_type = 'thermostat'`, binary)).toBeUndefined();
  });
});

describe('SELECT VALUE', () => {
  it('is an empty payload for Undefined', () => {
    expect(resultOf(`SELECT VALUE missing FROM 'a'`)).toEqual({ kind: 'empty' });
  });

  it('hands on the payload as it is with *', () => {
    expect(resultOf(`SELECT VALUE * FROM 'a'`, { payload: [1] })).toEqual([1]);
    expect(resultOf(`SELECT VALUE * FROM 'a'`, { payload: undefined })).toEqual({ kind: 'original-payload' });
  });
});

describe('CASE', () => {
  it.each([
    [{ v: 1 }, { r: 'one' }],
    [{ v: 3 }, {}],
    [{}, {}],
  ])('of %j is %j: Undefined without a match, and for Undefined', (payload, result) => {
    const sql = `SELECT CASE v WHEN 1 THEN 'one' WHEN 1 THEN 'again' END AS r FROM 'a'`;
    expect(resultOf(sql, { payload })).toEqual(result);
  });
});

describe('nested queries', () => {
  it('see the variables of SET, and the elements alone', () => {
    const sql = `SET @limit = most SELECT (SELECT VALUE v FROM e WHERE v > @limit) AS r,
                   (SELECT most FROM e) AS unseen FROM 'a'`;
    expect(resultOf(sql, { payload: { most: 1, e: [{ v: 1 }, { v: 2 }] } })).toEqual({
      r: [2],
      unseen: [{}, {}],
    });
  });

  it('hand on whole elements with *, and what is no object too', () => {
    const sql = `SELECT (SELECT * FROM e) AS all, (SELECT VALUE * FROM e WHERE * > 1) AS some FROM 'a'`;
    expect(() => resultOf(sql)).toThrow('Expected a value');
    expect(resultOf(`SELECT (SELECT * FROM e) AS r FROM 'a'`, { payload: { e: [1, { a: 2 }] } })).toEqual({
      r: [1, { a: 2 }],
    });
  });

  it.each([{ e: 1 }, { e: null }, {}])('of what is neither array nor object are Undefined: %j', (payload) => {
    expect(resultOf(`SELECT (SELECT a FROM e) AS r FROM 'a'`, { payload })).toEqual({});
  });
});

describe('SET', () => {
  it('defines variables for WHERE, SELECT and those that follow', () => {
    const sql = `SET @a = temperature * 2, @b = @a + 1 SELECT @b AS b FROM 'a' WHERE @a = 100`;
    expect(resultOf(sql)).toEqual({ b: 101 });
  });
});
