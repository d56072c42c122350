"""Runs a conformance suite of Eclipse Paho (client_test.py, client_test5.py) against AWS IoT Core, or an AWS IoT Core
like local-cloud. The suites speak TCP with brokers that offer QoS 2: whoever starts this forwards a port to the broker,
with TLS and a client certificate. Here requests for QoS 2 ask for QoS 1, and two connections of one client id are a
second apart. What else a suite takes for granted is in the file of adaptations: texts of its source, and what they
become.

Prints one line of JSON for each test."""

import argparse
import json
import select
import signal
import sys
import threading
import time
import types
import unittest

# The file of each suite, the module of its client, and under what name that keeps the module of its packets.
SUITES = {
    "mqttv311": ("client_test.py", "V311", "MQTTV3"),
    "mqttv5": ("client_test5.py", "V5", "MQTTV5"),
}

HOST = "127.0.0.1"
# AWS documents one CONNECT of a client id in a second. The rest is for a machine that is busy.
SECONDS_BETWEEN_CONNECTS = 1.5
# The suites' clients wait 0.3 s for a CONNACK, which is not enough for a TLS handshake on a machine that is busy.
SECONDS_FOR_CONNACK = 20
# Some tests wait without end for a message that does not come.
SECONDS_FOR_TEST = 60


class OutOfTime(Exception):
    """A test did not end. The suites' clients take a TimeoutError for a socket that has nothing to read, and go on."""


class PatientPackets:
    """The module of a client's packets, for its connect, which reads the CONNACK."""

    def __init__(self, packets):
        self._packets = packets

    def __getattr__(self, name):
        return getattr(self._packets, name)

    def getPacket(self, connection):
        select.select([connection], [], [], SECONDS_FOR_CONNACK)
        return self._packets.getPacket(connection)


def adapt_client(client_module):
    """AWS refuses QoS 2, and a second CONNECT of a client id within a second."""
    client_class = client_module.Client
    plain_connect, plain_publish = client_class.connect, client_class.publish
    plain_subscribe = client_class.subscribe
    last = {}
    lock = threading.Lock()

    def connect(self, *positional, **named):
        named["willQoS"] = min(named.get("willQoS", 1), 1)
        with lock:
            since = time.monotonic() - last.get(self.clientid, -SECONDS_BETWEEN_CONNECTS)
        if since < SECONDS_BETWEEN_CONNECTS:
            time.sleep(SECONDS_BETWEEN_CONNECTS - since)
        with lock:
            last[self.clientid] = time.monotonic()
        return plain_connect(self, *positional, **named)

    def publish(self, topic, payload, qos=0, **named):
        return plain_publish(self, topic, payload, min(qos, 1), **named)

    def subscribe(self, topics, options, **named):
        return plain_subscribe(self, topics, [at_most_qos_1(option) for option in options], **named)

    client_class.connect, client_class.publish, client_class.subscribe = connect, publish, subscribe


def at_most_qos_1(option):
    """A QoS in MQTT 3.1.1, an object that has one in MQTT 5."""
    if isinstance(option, int):
        return min(option, 1)
    option.QoS = min(option.QoS, 1)
    return option


def load_suite(arguments, adaptations):
    file, version, packets = SUITES[arguments.suite]
    folder = f"{arguments.testing}/interoperability"
    sys.path.insert(0, folder)
    with open(f"{folder}/{file}", encoding="utf-8") as source_file:
        source = source_file.read()
    for adaptation in adaptations:
        if adaptation["text"] not in source:
            raise SystemExit(f"{file} does not contain: {adaptation['text']}")
        source = source.replace(adaptation["text"], adaptation["becomes"])
    suite = types.ModuleType("paho_suite_under_test")
    exec(compile(source, file, "exec"), suite.__dict__)

    client_module = sys.modules[f"mqtt.clients.{version}"]
    adapt_client(client_module)
    setattr(client_module.main, packets, PatientPackets(getattr(client_module.main, packets)))

    topics = ("TopicA", "TopicA/B", "Topic/C", "TopicA/C", "/TopicA")
    wildcards = ("TopicA/+", "+/C", "#", "/#", "/+", "+/+", "TopicA/#")
    suite.__dict__.update(
        host=HOST,
        port=arguments.port,
        topics=topics,
        wildtopics=wildcards,
        nosubscribe_topics=("test/nosubscribe",),
        topic_prefix="client_test5/",
    )

    def remove_retained():
        """The suite looks for retained messages with a wildcard, which finds none in AWS."""
        client = client_module.Client("cleaner")
        client.connect(host=HOST, port=arguments.port)
        for topic in topics:
            client.publish(topic, b"", 0, retained=True)
        client.disconnect()

    suite.remove_retained = remove_retained
    # It sets the host to a default where it is not the main program.
    if hasattr(suite, "setData"):
        plain_set_data = suite.setData

        def set_data():
            plain_set_data()
            suite.host, suite.port = HOST, arguments.port

        suite.setData = set_data
    return suite


class Report(unittest.TestResult):
    """Prints each test's outcome as a line of JSON on the true standard output."""

    def __init__(self, output, remove_retained):
        super().__init__()
        self._output = output
        self._remove_retained = remove_retained

    def startTest(self, test):
        super().startTest(test)
        signal.setitimer(signal.ITIMER_REAL, SECONDS_FOR_TEST)

    def stopTest(self, test):
        signal.setitimer(signal.ITIMER_REAL, 0)
        super().stopTest(test)
        if "retain" in test.id() or "subscribe_options" in test.id():
            self._remove_retained()

    def _print(self, test, outcome, reason=""):
        line = {"test": test.id().rsplit(".", 1)[-1], "outcome": outcome, "reason": reason}
        print(json.dumps(line), file=self._output, flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self._print(test, "passed")

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self._print(test, "failed", self._exc_info_to_string(error, test))

    def addError(self, test, error):
        super().addError(test, error)
        self._print(test, "failed", self._exc_info_to_string(error, test))


def out_of_time(_signal, _frame):
    raise OutOfTime(f"the test did not end within {SECONDS_FOR_TEST} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", choices=sorted(SUITES), required=True)
    for name in ("testing", "adaptations"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    report_output, sys.stdout = sys.stdout, sys.stderr
    with open(arguments.adaptations, encoding="utf-8") as adaptations:
        suite = load_suite(arguments, json.load(adaptations))
    signal.signal(signal.SIGALRM, out_of_time)
    unittest.defaultTestLoader.loadTestsFromTestCase(suite.Test).run(Report(report_output, suite.remove_retained))


main()
