"""Has clients call, each once a second and for the same number of times, and prints what came of each call.

Arguments: a JSON file of clients, and how often each calls. A client has an id and either a command, with what is typed into
it, or the address of a page that is fetched here. A line of the output is the id, and whether there was an answer.
"""
import json
import subprocess
import sys
import threading
import time
import urllib.request

PATIENCE = 8  # seconds

clients, beats = json.load(open(sys.argv[1])), int(sys.argv[2])
lock = threading.Lock()


def is_answered(client):
    try:
        if "page" in client:
            urllib.request.urlopen(client["page"], timeout=PATIENCE).read()
            return True
        typed = client["typed"].encode()
        nowhere = subprocess.DEVNULL
        done = subprocess.run(client["command"], input=typed, stdout=nowhere, stderr=nowhere, timeout=PATIENCE)
        return done.returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def call(client):
    answered = is_answered(client)
    with lock:
        print(client["id"], answered, flush=True)


# Beats are counted from the start, so that a busy machine does not stretch them. Within a beat the clients call one after the
# other, so that they do not fight for the processor.
start = time.monotonic()
for beat in range(beats):
    for number, client in enumerate(clients):
        time.sleep(max(0, start + beat + number / len(clients) - time.monotonic()))
        threading.Thread(target=call, args=(client,)).start()
