#!/bin/bash
# The way the official image takes its settings: HOST, PORT, USER, PASSWORD or PASSWORD_FILE become arguments.
set -e
if [ -v PASSWORD_FILE ]; then PASSWORD="$(< "$PASSWORD_FILE")"; fi
: "${HOST:=db}" "${PORT:=5432}" "${PASSWORD:=odoo}"
arguments=(--db_host "$HOST" --db_port "$PORT" --db_user "${USER:-odoo}" --db_password "$PASSWORD")
case "$1" in
    -- | odoo)
        shift
        if [ "$1" = scaffold ]; then exec odoo "$@"; fi
        wait-for-psql.py "${arguments[@]}" --timeout=30
        exec odoo "$@" "${arguments[@]}"
        ;;
    -*)
        wait-for-psql.py "${arguments[@]}" --timeout=30
        exec odoo "$@" "${arguments[@]}"
        ;;
    *)
        exec "$@"
        ;;
esac
