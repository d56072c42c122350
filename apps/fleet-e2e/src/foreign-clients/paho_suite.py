"""Runs a conformance suite of Eclipse Paho (client_test.py, client_test5.py) against AWS IoT Core, or an AWS IoT Core
like local-cloud. The suites speak TCP with brokers that let everyone in and offer QoS 2. So that they can run here,
connections use TLS with a client certificate, requests for QoS 2 ask for QoS 1, and two connections of one client id
are a second apart. What else a suite takes for granted is in the file of adaptations: texts of its source, and what
they become.

Prints one line of JSON for each test."""

import argparse
import json
import socket
import ssl
import sys
import threading
import time
import types
import unittest

SUITES = {
    "mqttv311": ("client_test.py", "V311"),
    "mqttv5": ("client_test5.py", "V5"),
}

# AWS documents one CONNECT of a client id in a second.
SECONDS_BETWEEN_CONNECTS = 1.1
# The client of the suites waits half a second for each answer, also for a whole TLS handshake.
SECONDS_FOR_HANDSHAKE = 30


class TlsSocket:
    """A socket that makes its TLS handshake when it connects."""

    def __init__(self, context, server_name, *of_socket):
        self._tls = context.wrap_socket(socket.socket(*of_socket), server_hostname=server_name)
        self._timeout = None

    def settimeout(self, seconds):
        self._timeout = seconds
        self._tls.settimeout(seconds)

    def connect(self, address):
        self._tls.settimeout(SECONDS_FOR_HANDSHAKE)
        self._tls.connect(address)
        self._tls.settimeout(self._timeout)

    def __getattr__(self, name):
        return getattr(self._tls, name)


def with_tls(context, server_name):
    """What the suite's client takes for the module `socket`."""
    module = types.ModuleType("socket")
    module.__dict__.update(socket.__dict__)
    module.socket = lambda *of_socket: TlsSocket(context, server_name, *of_socket)
    return module


def adapt_client(client_module):
    """AWS refuses QoS 2, and a second CONNECT of a client id within a second."""
    client_class = client_module.Client
    plain_connect, plain_publish = client_class.connect, client_class.publish
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

    client_class.connect, client_class.publish = connect, publish


def load_suite(arguments, adaptations):
    file, version = SUITES[arguments.suite]
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

    context = ssl.create_default_context(cafile=arguments.root_ca)
    context.load_cert_chain(arguments.certificate, arguments.private_key)
    client_main = sys.modules[f"mqtt.clients.{version}.main"]
    client_main.socket = with_tls(context, arguments.host)
    adapt_client(sys.modules[f"mqtt.clients.{version}"])

    topics = ("TopicA", "TopicA/B", "Topic/C", "TopicA/C", "/TopicA")
    wildcards = ("TopicA/+", "+/C", "#", "/#", "/+", "+/+", "TopicA/#")
    suite.__dict__.update(
        host=arguments.host,
        port=arguments.port,
        topics=topics,
        wildtopics=wildcards,
        nosubscribe_topics=("test/nosubscribe",),
        topic_prefix="client_test5/",
    )
    # It sets the host to a default where it is not the main program.
    if hasattr(suite, "setData"):
        plain_set_data = suite.setData

        def set_data():
            plain_set_data()
            suite.host, suite.port = arguments.host, arguments.port

        suite.setData = set_data
    return suite


class Report(unittest.TestResult):
    """Prints each test's outcome as a line of JSON on the true standard output."""

    def __init__(self, output):
        super().__init__()
        self._output = output

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


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", choices=sorted(SUITES), required=True)
    for name in ("testing", "host", "root-ca", "certificate", "private-key", "adaptations"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    report_output, sys.stdout = sys.stdout, sys.stderr
    with open(arguments.adaptations, encoding="utf-8") as adaptations:
        suite = load_suite(arguments, json.load(adaptations))
    unittest.defaultTestLoader.loadTestsFromTestCase(suite.Test).run(Report(report_output))


main()
