"""A stand-in for the provider, in a process of its own: it takes what we send and tells what became of it.

`python -m bench.provider`: its first line of input is its latency, each further one a webhook to tell; it
ends when its input does, and prints what it took.
Only the standard library: it shares the machine with what it measures, so it must be light.
"""

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path

from .load import NUMBER_ID, PHOTO, Webhook, signed

STATES = ("sent", "delivered", "read")


class Provider:
    """The process, from outside.

    :param latency: seconds that each request takes
    """

    def __init__(self, latency=0.0):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.provider"],
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[1],
        )
        self._process.stdin.write(f"{latency}\n")
        self._process.stdin.flush()
        self.url = f"http://127.0.0.1:{self._process.stdout.readline().strip()}"

    def tell(self, url):
        """From now on it tells this webhook what became of each message."""
        self._process.stdin.write(f"{url}\n")
        self._process.stdin.flush()

    def end(self):
        """:return: [[person, client reference, when it came (monotonic)], …]"""
        self._process.stdin.close()
        return json.loads(self._process.stdout.read())


class StandIn:
    def __init__(self, latency):
        self.latency = latency
        self.webhook = None
        self.taken = []
        self.told = set()

    async def answer(self, reader, writer):
        """One connection, as many requests as come through it."""
        try:
            while request := await self._request(reader):
                line, body = request
                if PHOTO in line:
                    await asyncio.sleep(3600)  # a file's host that hangs
                await self._reply(writer, self._take(json.loads(body)) if body else {"id": NUMBER_ID})
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the other side is gone, or the work is over
        finally:
            writer.close()

    async def _request(self, reader):
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        return lines[0], body

    def _take(self, body):
        wamid = f"wamid.P{len(self.taken)}"
        self.taken.append([body.get("to"), body.get("biz_opaque_callback_data"), time.monotonic()])
        if self.webhook:
            task = asyncio.create_task(self._tell(body, wamid))
            self.told.add(task)
            task.add_done_callback(self.told.discard)
        return {"messaging_product": "whatsapp", "messages": [{"id": wamid}]}

    async def _reply(self, writer, answer):
        await asyncio.sleep(self.latency)
        raw = json.dumps(answer).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(raw)}\r\n\r\n"
        writer.write(head.encode() + raw)
        await writer.drain()

    async def _tell(self, body, wamid):
        await asyncio.sleep(self.latency + 0.05)
        for state in STATES:
            status = {
                "id": wamid,
                "status": state,
                "timestamp": str(int(time.time())),
                "recipient_id": body.get("to"),
                "biz_opaque_callback_data": body.get("biz_opaque_callback_data"),
            }
            value = {
                "messaging_product": "whatsapp",
                "statuses": [status],
                "metadata": {"display_phone_number": "15550100200", "phone_number_id": NUMBER_ID},
            }
            while await self.webhook.post(*signed(value)) != 200:
                await asyncio.sleep(0.2)

    async def listen_to_the_bench(self):
        """Each further line is an address to tell; at the end of the input the work is over."""
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            self.webhook = Webhook(line.strip())
        if self.told:
            await asyncio.wait(self.told, timeout=30)


async def _serve():
    stand_in = StandIn(float(sys.stdin.readline()))
    server = await asyncio.start_server(stand_in.answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201
    await stand_in.listen_to_the_bench()
    print(json.dumps(stand_in.taken), flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(_serve())
