#!/bin/sh
# Checks a request of a webhook by hand: ends with 0 when it is from the server.
#   WEFT_WEBHOOK_SECRET=whsec_... sh check-signature.sh WEBHOOK-ID WEBHOOK-TIMESTAMP WEBHOOK-SIGNATURE < body
set -eu
id=$1 timestamp=$2 signatures=$3
key=$(printf %s "${WEFT_WEBHOOK_SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \n')
wanted=$({ printf '%s.%s.' "$id" "$timestamp"; cat; } | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)
[ "$(($(date +%s) - timestamp))" -le 300 ] || { echo 'too old' >&2; exit 1; }
# Several, while a secret is being changed.
for one in $signatures; do
  [ "$one" != "v1,$wanted" ] || exit 0
done
echo 'not signed with this secret' >&2
exit 1
