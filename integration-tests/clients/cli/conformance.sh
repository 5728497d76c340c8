#!/usr/bin/env bash
# The client conformance scenario spoken by the nats CLI; ../README.md lists the checks.
# $NATS_CLI is the program to run; it reads NATS_URL and NATS_CREDS by itself.
#
# A subscriber says "Subscribing on" before the server has its subscription. So nothing here relies on that line:
# what is published first is a probe, repeated until the subscriber has received one.
set -u

whole_run_limit_seconds=60
wait_seconds=5
queue_members=4
queue_messages=200
requests_at_once=10

[ -n "${NATS_URL:-}" ] || { echo "NATS_URL is not set" >&2; exit 2; }
[ -n "${NATS_CREDS:-}" ] || unset NATS_CREDS
# The CLI's own check of the round trip forgets a user and password in the URL.
if [[ $NATS_URL =~ ^([a-z]+://)([^:@/]+):([^@/]+)@(.+)$ ]]; then
  export NATS_URL=${BASH_REMATCH[1]}${BASH_REMATCH[4]} NATS_USER=${BASH_REMATCH[2]} NATS_PASSWORD=${BASH_REMATCH[3]}
fi
work=$(mktemp -d)
export XDG_CONFIG_HOME="$work/config" # a context that the user has selected must not change the run
subjects=0
passed=0
failed=0

finish() {
  jobs -p | xargs -r kill 2>/dev/null
  wait 2>/dev/null
  rm -rf "$work"
}
trap finish EXIT

# A check succeeds, or prints why not and fails. Each runs in a shell of its own with a fresh subject and folder.
check() {
  local name=$1 why
  shift
  subjects=$((subjects + 1))
  subject="conformance.$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')"
  folder="$work/$subjects"
  mkdir "$folder"
  if [ "$SECONDS" -ge "$whole_run_limit_seconds" ]; then
    why="the run took longer than $whole_run_limit_seconds s"
  elif (trap 'jobs -p | xargs -r kill 2>/dev/null' EXIT; "$@") >"$folder/why" 2>&1; then
    echo "ok $name"
    passed=$((passed + 1))
    return
  else
    why=$(tail -c 400 "$folder/why" | tr -c '[:print:]' ' ')
  fi
  echo "FAILED $name: $why"
  failed=$((failed + 1))
}

cli() { timeout "$wait_seconds" "$NATS_CLI" "$@"; }

# retry COMMAND...: until it succeeds.
retry() {
  local until=$((SECONDS + wait_seconds))
  until "$@"; do
    [ "$SECONDS" -lt "$until" ] || { echo "gave up: $*"; return 1; }
  done
}

# listen FILE ARGUMENT...: a subscriber in the background.
listen() {
  local file=$1
  shift
  timeout "$whole_run_limit_seconds" "$NATS_CLI" sub "$@" >"$file" 2>"$file.log" &
}

# probe SUBJECT FILE PATTERN: publishes `probe` and says whether the file has a line like it by now.
probe() { cli pub --quiet "$1" probe && grep -q -a -- "$3" "$2"; }

expect() { [ "$1" = "$2" ] || { echo "expected='$1', actual='$2'"; return 1; }; }

connects() { cli server check connection; }

# Publishes the standard input. The CLI shows an empty payload as "nil body", and a new line after each.
payload() {
  local body="$folder/body" seen="$folder/seen"
  cat >"$body"
  listen "$seen" --raw "$subject"
  retry probe "$subject" "$seen" '^probe$' || return
  cli pub --quiet --force-stdin --no-templates "$subject" <"$body" || return
  cli pub --quiet "$subject" "the end" || return
  retry grep -q -a -x 'the end' "$seen" || return
  [ -s "$body" ] || printf 'nil body' >"$body"
  { cat "$body"; printf '\nthe end\n'; } >"$folder/expected"
  sed '/^probe$/d' "$seen" | cmp - "$folder/expected"
}

empty() { payload </dev/null; }
one_byte() { printf x | payload; }
large() { printf '0123456789abcdef%.0s' $(seq 4096) | payload; }
every_byte() { { for i in $(seq 0 255); do printf "\\x$(printf %x "$i")"; done; printf '\r\nPING\r\n+OK\r\nMSG x 1 0'; } | payload; }

# received FILTER END SUBJECT...: which of the subjects a subscriber to the filter was sent.
received() {
  local filter=$1 end=$2 seen="$folder/seen" each
  shift 2
  listen "$seen" --subjects-only "$filter"
  retry probe "$end" "$seen" "$end" || return
  for each in "$@" "$subject.last.$end_token"; do
    cli pub --quiet "$each" x || return
  done
  retry grep -q -F "$subject.last.$end_token" "$seen" || return
  grep -o "$subject[^\" ]*" "$seen" | grep -v -F -x -e "$end" -e "$subject.last.$end_token" | tr '\n' ' '
}

star() {
  local seen
  end_token=c
  seen=$(received "$subject.*.c" "$subject.probe.c" "$subject.a.c" "$subject.c" "$subject.a.b.c" "$subject.b.c" "$subject.a.d") || { echo "$seen"; return 1; }
  expect "$subject.a.c $subject.b.c " "$seen"
}

greater() {
  local seen
  end_token=x
  seen=$(received "$subject.>" "$subject.probe" "$subject" "$subject.a" "$subject.a.b.c" "${subject}x.a") || { echo "$seen"; return 1; }
  expect "$subject.a $subject.a.b.c " "$seen"
}

headers() {
  local seen="$folder/seen"
  listen "$seen" "$subject"
  retry probe "$subject" "$seen" '^probe$' || return
  cli pub --quiet "$subject" "the end" -H "X-One:single value" -H X-Many:first -H X-Many:second || return
  retry grep -q 'the end' "$seen" || return
  expect "X-One: single value" "$(grep X-One "$seen")" || return
  expect "X-Many: first X-Many: second" "$(grep X-Many "$seen" | paste -s -d ' ')"
}

# Members are known to be there when each has had a probe.
queue_group() {
  local seen="$folder/seen" member
  for member in $(seq $queue_members); do
    listen "$seen.$member" --raw --queue workers "$subject"
  done
  for member in $(seq $queue_members); do
    retry probe "$subject" "$seen.$member" '^probe$' || return
  done
  cli pub --quiet --count $queue_messages "$subject" 'message {{Count}}' >/dev/null || return
  retry all_came "$seen" || return
  expect $queue_messages "$(cat "$seen".? | grep '^message' | sort -u | wc -l)" || return
  expect $queue_messages "$(cat "$seen".? | grep -c '^message')" || return
  [ "$(grep -l '^message' "$seen".? | wc -l)" -gt 1 ] || { echo "one member served all"; return 1; }
}

all_came() { [ "$(cat "$1".? | grep -c '^message')" -ge $queue_messages ]; }

request_reply() {
  timeout "$whole_run_limit_seconds" "$NATS_CLI" reply "$subject" 're: {{Request}}' >"$folder/reply.log" 2>&1 &
  retry answered || return
  local index
  for index in $(seq $requests_at_once); do
    cli request --raw "$subject" "question $index" >"$folder/answer.$index" 2>&1 &
    requests+=($!)
  done
  wait "${requests[@]}"
  for index in $(seq $requests_at_once); do
    expect "re: question $index" "$(tr -d '\n' <"$folder/answer.$index")" || return
  done
}

answered() { [ "$(cli request --raw "$subject" question 2>/dev/null | tr -d '\n')" = "re: question" ]; }

no_responders() {
  local begin=$SECONDS
  cli request "$subject" question >"$folder/answer" 2>&1
  grep -q 'No responders' "$folder/answer" || { cat "$folder/answer"; return 1; }
  [ $((SECONDS - begin)) -le 2 ] || { echo "took $((SECONDS - begin)) s"; return 1; }
}

# Keeps publishing; the subscriber has to end by itself after three.
auto_unsubscribe() {
  listen "$folder/seen" --raw --count 3 "$subject"
  local subscriber=$!
  publish_or_ended() { ! kill -0 $subscriber 2>/dev/null || { cli pub --quiet "$subject" probe; false; }; }
  retry publish_or_ended || return
  wait $subscriber || { cat "$folder/seen.log"; return 1; }
  expect 3 "$(grep -c '^probe$' "$folder/seen")"
}

round_trip() { cli rtt >"$folder/out" 2>&1 && ! grep -q failed "$folder/out" || { cat "$folder/out"; return 1; }; }

max_payload() {
  if head -c 9000000 /dev/zero | tr '\0' x | cli pub --force-stdin --no-templates "$subject" >"$folder/out" 2>&1; then
    echo "9 MB were taken: $(cat "$folder/out")"
    return 1
  fi
  grep -q -i 'maximum payload' "$folder/out" || { cat "$folder/out"; return 1; }
}

benchmark() {
  timeout "$whole_run_limit_seconds" "$NATS_CLI" bench sub "$subject" --msgs 1000 --no-progress >"$folder/sub.log" 2>&1 &
  local subscriber=$!
  publish_or_ended() { ! kill -0 $subscriber 2>/dev/null || { cli bench pub "$subject" --msgs 1000 --no-progress >"$folder/pub.log" 2>&1; false; }; }
  retry publish_or_ended || return
  wait $subscriber && grep -q 'msgs/sec' "$folder/sub.log" && grep -q 'msgs/sec' "$folder/pub.log" || { cat "$folder/sub.log" "$folder/pub.log"; return 1; }
}

second_user() {
  listen "$folder/seen" --raw --creds "$NATS_CREDS_2" "$subject"
  retry probe "$subject" "$folder/seen" '^probe$'
}

check connect connects
if [ $failed -eq 0 ]; then
  check payload-empty empty
  check payload-1-byte one_byte
  check payload-64-kib large
  check payload-binary every_byte
  check wildcard-star star
  check wildcard-greater greater
  check headers headers
  check queue-group queue_group
  check request-reply request_reply
  check no-responders no_responders
  check auto-unsubscribe auto_unsubscribe
  check flush-rtt round_trip
  check max-payload max_payload
  check bench benchmark
  [ -z "${NATS_CREDS_2:-}" ] || check second-user second_user
fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
