#!/bin/sh
# An app of the company gets its token and writes to members.
#   WEFT_ORIGIN=https://chat.example.com WEFT_COMPANY=acme WEFT_APP=1000001 WEFT_SECRET=... sh app.sh alice 'the build is green'
set -eu
to=$1 text=$2

post() {
  curl --silent --show-error --fail-with-body "$WEFT_ORIGIN$1" -H "Authorization: Bearer ${token-}" \
    -H 'Content-Type: application/json' -d "$2"
}

# Good for two hours: keep it, and get another when the server answers 401.
token=$(post /api/v1/app-tokens "{\"company\":\"$WEFT_COMPANY\",\"app\":$WEFT_APP,\"secret\":\"$WEFT_SECRET\"}" |
  grep -o '"token":"[^"]*"' | cut -d '"' -f 4)
post /api/v1/app-messages "{\"msgtype\":\"text\",\"text\":{\"content\":\"$text\"},\"members\":[\"$to\"]}"
echo
