-- A copy must not fetch what citizens write: what one poller has fetched, the office never sees.
UPDATE lalisa_channel SET telegram_polling = false WHERE telegram_polling;
