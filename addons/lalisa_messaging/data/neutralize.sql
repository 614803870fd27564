-- A copy for training (odoo neutralize): no message leaves it, and no secret is in it.
DELETE FROM lalisa_channel_secret;
UPDATE lalisa_channel
   SET state = 'paused', pause_reason = 'Salinan latihan: tidak ada pesan yang keluar.',
       webhook_key = md5(random()::text) || id, token_refused = NULL, token_expires_at = NULL;
UPDATE lalisa_message SET state = 'cancelled', lease_until = NULL WHERE state IN ('queued', 'sending');
UPDATE lalisa_message SET media_state = 'failed', media_next_at = NULL WHERE media_state = 'waiting';
DELETE FROM ir_config_parameter WHERE key = 'lalisa_messaging.monitoring_token';
DELETE FROM mail_activity WHERE lalisa_alarm IS NOT NULL;
