const { clearInterval, setInterval } = require('node:timers');

/** Stands in the bundle for the `worker-timers` package: timers of browsers, which the MQTT client has no use for here. */
module.exports = { setInterval, clearInterval };
