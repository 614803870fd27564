from odoo import http
from odoo.http import request

SHOWN = ("image/jpeg", "image/png", "image/webp", "image/gif", "audio/", "video/")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


class ConversationMedia(http.Controller):
    @http.route(
        "/lalisa/conversation/media/<int:attachment_id>", type="http", auth="user", methods=["GET"], readonly=True
    )
    def serve_media(self, attachment_id):
        """Serve a photo, voice note or file of a citizen to whoever may see its message; others learn nothing of it."""
        # The file has no right of its own: its message and that one's complaint decide.
        attachment_sudo = request.env["ir.attachment"].sudo().browse(attachment_id).exists()
        is_ours = attachment_sudo.res_model == "lalisa.message"
        message = request.env["lalisa.message"].browse(attachment_sudo.res_id if is_ours else 0).exists()
        if not message or not message._may_be_seen():
            raise request.not_found()
        stream = request.env["ir.binary"]._get_stream_from(attachment_sudo, "raw")
        inline = (attachment_sudo.mimetype or "").startswith(SHOWN)
        response = stream.get_response(as_attachment=not inline, content_security_policy=None)
        response.headers.update(HEADERS)
        return response
