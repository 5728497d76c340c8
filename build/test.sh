# shellcheck shell=bash
# ./vagus test: every test of the repository in order, then a summary. Sourced by ./vagus.

declare -a summary=() times=()
passed=0
failed=0
not_run=0

# record NAME PASSED FAILED [REMARK]
record() {
  passed=$((passed + $2))
  failed=$((failed + $3))
  summary+=("$(printf '%-34s %7d %7d   %s' "$1" "$2" "$3" "${4-}")")
}

record_not_run() {
  not_run=$((not_run + 1))
  summary+=("$(printf '%-34s %7s %7s   %s' "$1" - - "NOT RUN: $2")")
}

minutes() { printf '%d min %d s' $(($1 / 60)) $(($1 % 60)); }

# timed NAME COMMAND: runs it, and remembers for the summary how long it took
timed() {
  local name=$1 started=$SECONDS
  shift
  "$@"
  times+=("$(minutes $((SECONDS - started))) $name")
}

# Prints "passed failed skipped" of the JUnit reports in the given folders.
junit_counts() {
  local folder
  for folder in "$@"; do
    [ -d "$folder" ] && find "$folder" -maxdepth 1 -name 'TEST-*.xml' -exec grep -hm1 '<testsuite ' {} +
  done | awk '
    function attribute(name,  m) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3) + 0 : 0 }
    { bad += attribute("failures") + attribute("errors"); skipped += attribute("skipped"); all += attribute("tests") }
    END { printf "%d %d %d\n", all - bad - skipped, bad, skipped }'
}

unit_tests() {
  local log=$cache/test-build.log module counts status program
  find "$root" -type d \( -name surefire-reports -o -name failsafe-reports \) -not -path '*/node_modules/*' -prune -exec rm -rf {} +
  mkdir -p "$cache"
  touch "$cache/build-started"
  # Where there is none, the tests that drive a real nats-server are skipped, and the end says so.
  program=$(real_nats_server) || program=
  if (with_progress "Building and testing every module" maven verify --fail-at-end --projects '!integration-tests' \
    -Dvagus.test.nats-server="$program"); then
    status=0
    mv "$cache/build-started" "$cache/built"
  else
    status=1
  fi
  cp "$build_log" "$log"
  while read -r module; do
    read -r -a counts < <(junit_counts "$module/target/surefire-reports" "$module/target/failsafe-reports")
    [ "$((counts[0] + counts[1]))" -eq 0 ] || record "${module#"$root"/}" "${counts[0]}" "${counts[1]}"
    [ "${counts[2]}" -eq 0 ] || record_not_run "${module#"$root"/}" "${counts[2]} tests were skipped"
  done < <(find "$root" -name pom.xml -not -path '*/target/*' -not -path '*/integration-tests/*' -exec dirname {} \; | sort)
  [ "$status" -eq 0 ] || record "build" 0 1 "see $log"
}

terraform_tests() {
  local log=$cache/terraform-test.log status=0
  if ! command -v go >/dev/null; then
    record_not_run "terraform/provider" "Go is not installed (https://go.dev/dl)"
    return
  fi
  say "Testing the Terraform provider (full log: $log)"
  (cd "$root/terraform/provider" && go vet ./... && go test -v ./...) >"$log" 2>&1 || status=1
  record "terraform/provider" "$(grep -c '^ *--- PASS' "$log")" "$(grep -c '^ *--- FAIL' "$log")"
  if [ "$status" -ne 0 ]; then
    tail -n 40 "$log" | sed 's/^/    /'
    grep -q '^ *--- FAIL' "$log" || record "terraform/provider build" 0 1 "see $log"
  fi
}

# The same bytes to our node and to the real one: the written conversations whose answers do not hang on the disk.
side_by_side() {
  local log=$cache/compare.log status=0 closing
  if ! command -v go >/dev/null && [ ! -x "$HOME/go/bin/nats-server" ]; then
    record_not_run "side by side with nats-server" "Go is not installed (https://go.dev/dl)"
    return
  fi
  say "Comparing our node with the real nats-server (full log: $log)"
  (compare --suites protocol,open,accounts,users,sentinels) >"$log" 2>&1 || status=1
  closing=$(grep -aE '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1)
  if [ -z "$closing" ]; then
    record "side by side with nats-server" 0 1 "see $log"
    tail -n 20 "$log" | sed 's/^/    /'
    return
  fi
  # shellcheck disable=SC2086  # the words of "N passed, M failed"
  set -- $closing
  record "side by side with nats-server" "$1" "$3"
  [ "$status" -eq 0 ] || grep -a '^DIFFERENT' "$log" | head -n 20 | sed 's/^/    /'
}

# The browser of the end-to-end test: installed where we may, reported by the test where not.
ensure_browser() {
  if command -v chromium >/dev/null && command -v chromedriver >/dev/null; then
    return
  fi
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    say "Installing Chromium (full log: $cache/chromium.log)"
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends chromium chromium-driver; } \
      >"$cache/chromium.log" 2>&1 || say "Chromium could not be installed."
  fi
}

end_to_end_tests() {
  local data_plane=$1 status=0 counts line reason explained=0 program=
  local folder=$root/integration-tests/target
  build "$data_plane"
  ensure_browser
  if [ "$data_plane" != vagus ]; then
    program=$(real_nats_server)
  fi
  rm -rf "$folder/failsafe-reports" "$folder/not-run.txt"
  say "End to end, data plane $data_plane (full log: $cache/e2e.log, screenshots: $folder/screenshots)"
  set +e
  maven --projects integration-tests verify -DskipITs=false -Dvagus.root="$root" -Dvagus.data-plane="$data_plane" \
    -Dvagus.nats-server="$program" 2>&1 | tee "$cache/e2e.log" | while IFS= read -r line; do
    case $line in "[e2e] "*) say "  ${line#"[e2e] "}" ;; esac
  done
  status=${PIPESTATUS[0]}
  set -e
  read -r -a counts < <(junit_counts "$folder/failsafe-reports")
  record "end to end ($data_plane)" "${counts[0]}" "${counts[1]}"
  if [ -e "$folder/not-run.txt" ]; then
    while IFS='|' read -r line reason; do
      record_not_run "$line" "$reason"
      explained=$((explained + 1))
    done <"$folder/not-run.txt"
  fi
  [ "${counts[2]}" -le "$explained" ] || record_not_run "end to end" "$((counts[2] - explained)) tests were skipped without a word"
  if [ "$status" -ne 0 ]; then
    grep -E '^\[ERROR\]' "$cache/e2e.log" | head -n 60 | sed 's/^/    /'
    [ "${counts[1]}" -gt 0 ] || record "end to end build" 0 1 "see $cache/e2e.log"
  elif [ "$((counts[0] + counts[1]))" -eq 0 ]; then
    record "end to end reports" 0 1 "no test has run"
  fi
}

run_tests() {
  local data_plane=vagus unit=1 e2e=1 started=$SECONDS line
  while [ $# -gt 0 ]; do
    case $1 in
      --data-plane=vagus | --data-plane=nats-server | --data-plane=nats-cluster) data_plane=${1#*=} ;;
      --data-plane)
        [ $# -gt 1 ] || fail "--data-plane takes vagus, nats-server or nats-cluster"
        shift
        set -- "--data-plane=$1" "${@:2}"
        continue
        ;;
      --unit-only) e2e=0 ;;
      --e2e-only) unit=0 ;;
      *) fail "test takes --data-plane=vagus|nats-server|nats-cluster, --unit-only and --e2e-only, not '$1'" ;;
    esac
    shift
  done
  [ $((unit + e2e)) -gt 0 ] || fail "--unit-only and --e2e-only together leave nothing to test"
  check_node
  if [ "$unit" -eq 1 ]; then
    timed "the modules" unit_tests
    timed "the Terraform provider" terraform_tests
    timed "side by side" side_by_side
  fi
  if [ "$e2e" -eq 1 ]; then
    timed "end to end" end_to_end_tests "$data_plane"
  fi
  say ""
  printf '%-34s %7s %7s\n' "" passed failed
  for line in "${summary[@]}"; do say "$line"; done
  say ""
  line=$(printf ', %s' "${times[@]}")
  say "Took $(minutes $((SECONDS - started))): ${line#, }."
  [ "$not_run" -eq 0 ] || say "$not_run NOT RUN, see above; install what is missing."
  say "$passed passed, $failed failed"
  [ "$failed" -eq 0 ] && [ "$not_run" -eq 0 ]
}
