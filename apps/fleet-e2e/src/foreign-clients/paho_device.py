"""A device in Python with the client library Eclipse Paho, versions 1 and 2: exchanges a claim certificate for one of
its own, as AWS documents it (developer guide, "Device provisioning MQTT API"), connects as itself, and publishes.

Prints one line of JSON: thingName and certificateId. Writes certificate and key into a folder, for its owner alone."""

import argparse
import json
import os
import queue
import ssl
import time

import paho.mqtt.client as mqtt

# How long a device waits for an answer before it reports that none came.
ANSWER_SECONDS = 60
# AWS documents one CONNECT of a client id in a second.
SECONDS_BETWEEN_CONNECTS = 1.1


class Refused(Exception):
    pass


class Connection:
    """A connection whose messages can be waited for."""

    def __init__(self, arguments, client_id, certificate, private_key):
        options = {"client_id": client_id, "protocol": mqtt.MQTTv5}
        if hasattr(mqtt, "CallbackAPIVersion"):
            options["callback_api_version"] = mqtt.CallbackAPIVersion.VERSION2
        self._client = mqtt.Client(**options)
        context = ssl.create_default_context(cafile=arguments.root_ca)
        context.load_cert_chain(certificate, private_key)
        self._client.tls_set_context(context)
        self._events = queue.Queue()
        self._messages = queue.Queue()
        self._client.on_connect = lambda _client, _data, _flags, reason, *_rest: self._events.put(("connect", reason))
        self._client.on_subscribe = lambda _client, _data, _mid, reasons, *_rest: self._events.put(("subscribe", reasons))
        self._client.on_message = lambda _client, _data, message: self._messages.put(message)
        self._client.connect(arguments.host, arguments.port)
        self._client.loop_start()
        reason = self._event("connect")
        if str(reason) != "Success":
            raise Refused(f"CONNECT: {reason}")

    def _event(self, kind):
        name, value = self._events.get(timeout=ANSWER_SECONDS)
        assert name == kind, f"{name} came instead of {kind}"
        return value

    def subscribe(self, *filters):
        self._client.subscribe([(name, mqtt.SubscribeOptions(qos=1)) for name in filters])
        for reason in self._event("subscribe"):
            if str(reason) not in ("Granted QoS 0", "Granted QoS 1"):
                raise Refused(f"SUBSCRIBE: {reason}")

    def publish(self, topic, payload):
        sent = self._client.publish(topic, json.dumps(payload), qos=1)
        sent.wait_for_publish(ANSWER_SECONDS)
        assert sent.is_published(), f"no PUBACK for {topic}"

    def ask(self, topic, payload):
        """Publishes a request of the provisioning API, and waits for its answer."""
        self.subscribe(f"{topic}/accepted", f"{topic}/rejected")
        self.publish(topic, payload)
        message = self._messages.get(timeout=ANSWER_SECONDS)
        answer = json.loads(message.payload)
        if message.topic.endswith("/rejected"):
            raise Refused(f"{topic}: {answer}")
        return answer

    def close(self):
        self._client.disconnect()
        self._client.loop_stop()


def write_private(folder, name, content):
    path = os.path.join(folder, name)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
    return path


def provision(arguments):
    claim = Connection(arguments, arguments.claim_client_id, arguments.certificate, arguments.private_key)
    created = claim.ask("$aws/certificates/create/json", {})
    registered = claim.ask(
        f"$aws/provisioning-templates/{arguments.template}/provision/json",
        {
            "certificateOwnershipToken": created["certificateOwnershipToken"],
            "parameters": json.loads(arguments.parameters),
        },
    )
    claim.close()
    return created, registered["thingName"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    names = ("host", "root-ca", "certificate", "private-key", "template", "parameters", "claim-client-id", "topic", "folder")
    for name in names:
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    created, thing_name = provision(arguments)
    certificate = write_private(arguments.folder, "device.pem", created["certificatePem"])
    private_key = write_private(arguments.folder, "device.key", created["privateKey"])
    time.sleep(SECONDS_BETWEEN_CONNECTS)
    device = Connection(arguments, thing_name, certificate, private_key)
    device.publish(arguments.topic.replace("THING", thing_name), {"hello": "from Python"})
    device.close()
    print(json.dumps({"thingName": thing_name, "certificateId": created["certificateId"]}))


main()
