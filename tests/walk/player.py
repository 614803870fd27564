"""A citizen at the simulated phone: what a person does on the page, without the page."""

import base64
import io

from PIL import Image


def draw_picture():
    """Return a photo that nobody took: noise, so that half of it is no picture."""
    content = io.BytesIO()
    Image.effect_noise((240, 160), 80).convert("RGB").save(content, "JPEG")
    return content.getvalue()


class Player:
    """One made-up citizen on one app."""

    def __init__(self, client, number, driver="whatsapp", name="Warga Simulasi"):
        self.client = client
        self.server = client.server
        self.who = {"name": name, "number": number, "driver": driver}
        self.number, self.driver = number, driver

    def post(self, route, **params):
        return self.client._post(f"/lalisa/simulator/{route}", params)

    def say(self, text="", **sent):
        assert self.post("phone/say", **self.who, text=text, **sent) is True

    def photo(self, text=""):
        self.say(text, media={"mimetype": "image/jpeg", "data": base64.b64encode(draw_picture()).decode()})

    def set(self, **states):
        assert self.post("phone/set", **self.who, **states) is True

    def fault(self, kind, times=1, seconds=0, **schedule):
        """The next thing about this citizen goes wrong, or what its schedule says."""
        assert (
            self.post(
                "faults/add",
                kind=kind,
                driver=self.driver,
                times=times,
                seconds=seconds,
                number=self.number,
                **schedule,
            )
            is True
        )

    def state(self):
        return self.post("phone/state", **self.who)

    def faults(self):
        """Return what is still to go wrong for this citizen."""
        return [one for one in self.state()["faults"] if one["number"] == self.number]

    def shown(self):
        """Return what the office's messages on the phone say."""
        return [one["body"] for one in self.state()["messages"] if not one["mine"]]

    # -- what the service has of it -----------------------------------------------------------------

    def heard(self, column="body"):
        """Return a column of all messages of this citizen, in the order of their arrival."""
        return self._column(column, "inbound")

    def answers(self, column="state"):
        """Return a column of all that the office has said."""
        return self._column(column, "outbound")

    def cases(self):
        return [
            row[0]
            for row in self.server.database.rows(
                """SELECT c.number FROM lalisa_complaint c JOIN lalisa_conversation v ON v.id = c.conversation_id
                 JOIN lalisa_contact p ON p.id = v.contact_id WHERE p.external_id = %s ORDER BY c.id""",
                self.number,
            )
        ]

    def _column(self, column, direction):
        rows = self.server.database.rows(
            f"""SELECT m.{column} FROM lalisa_message m JOIN lalisa_conversation v ON v.id = m.conversation_id
                  JOIN lalisa_contact p ON p.id = v.contact_id
                 WHERE p.external_id = %s AND m.direction = %s ORDER BY m.id""",  # noqa: S608 - names of this file
            self.number,
            direction,
        )
        return [row[0] for row in rows]
