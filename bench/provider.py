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
from typing import Any

from .load import NUMBER_ID, PHOTO, Webhook, sign_value

STATES = ("sent", "delivered", "read")


class Provider:
    """The process, from outside.

    :param latency: seconds that each request takes
    """

    def __init__(self, latency: float = 0.0) -> None:
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

    def add_webhook(self, url: str) -> None:
        """Tell this webhook from now on what became of each message."""
        self._process.stdin.write(f"{url}\n")
        self._process.stdin.flush()

    def read_taken(self) -> list[list[Any]]:
        """End the process and return what it took: [[person, client reference, when it came (monotonic)], …]."""
        self._process.stdin.close()
        return json.loads(self._process.stdout.read())


class StandIn:
    def __init__(self, latency: float) -> None:
        self.latency = latency
        self.webhook = None
        self.taken = []
        self.told = set()

    async def answer_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection, as many requests as come through it."""
        try:
            while request := await self._read_request(reader):
                line, body = request
                if PHOTO in line:
                    await asyncio.sleep(3600)  # a file's host that hangs
                await self._write_reply(writer, self._take_message(json.loads(body)) if body else {"id": NUMBER_ID})
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the other side is gone, or the work is over
        finally:
            writer.close()

    async def _read_request(self, reader: asyncio.StreamReader) -> tuple[str, bytes]:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        return lines[0], body

    def _take_message(self, body: dict[str, Any]) -> dict[str, Any]:
        wamid = f"wamid.P{len(self.taken)}"
        self.taken.append([body.get("to"), body.get("biz_opaque_callback_data"), time.monotonic()])
        if self.webhook:
            task = asyncio.create_task(self._post_statuses(body, wamid))
            self.told.add(task)
            task.add_done_callback(self.told.discard)
        return {"messaging_product": "whatsapp", "messages": [{"id": wamid}]}

    async def _write_reply(self, writer: asyncio.StreamWriter, answer: dict[str, Any]) -> None:
        await asyncio.sleep(self.latency)
        raw = json.dumps(answer).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(raw)}\r\n\r\n"
        writer.write(head.encode() + raw)
        await writer.drain()

    async def _post_statuses(self, body: dict[str, Any], wamid: str) -> None:
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
            while await self.webhook.post_body(*sign_value(value)) != 200:
                await asyncio.sleep(0.2)

    async def read_webhooks(self) -> None:
        """Add a webhook for each further line of the input; at its end the work is over."""
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            self.webhook = Webhook(line.strip())
        if self.told:
            await asyncio.wait(self.told, timeout=30)


async def _serve_until_end() -> None:
    stand_in = StandIn(float(sys.stdin.readline()))
    server = await asyncio.start_server(stand_in.answer_connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201
    await stand_in.read_webhooks()
    print(json.dumps(stand_in.taken), flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(_serve_until_end())
