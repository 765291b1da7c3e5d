#!/usr/bin/env bash
# Builds everything once, runs every test there is, and closes with "N passed, N failed".
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
export CONFIGURATION=Release
node_major=20
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# --- What is needed -------------------------------------------------------------------------------------------------------------

have() { command -v "$1" >/dev/null; }
have_dotnet() { have dotnet && dotnet --version >/dev/null 2>&1; } # Fails where no SDK fits global.json.
have_node() { have node && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge "$node_major" ]; }
have_chromium() { have chromium || have chromium-browser || have google-chrome || [ -n "${CHROMIUM:-}" ]; }
have_postgres() { have initdb && have createdb || compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null; }
have_redis() { have redis-server; }

install_missing() {
  local packages=()
  have_node || packages+=(nodejs)
  have npm || packages+=(npm)
  have_chromium || packages+=(chromium)
  have_postgres || packages+=(postgresql)
  have_redis || packages+=(redis-server)
  [ ${#packages[@]} -gt 0 ] && have apt-get || return

  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    have sudo && sudo -n true 2>/dev/null || return
    as_root=(sudo -n)
  fi

  echo "Installing ${packages[*]}"
  export DEBIAN_FRONTEND=noninteractive
  "${as_root[@]}" apt-get update -qq && "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
  hash -r
}

report_missing() {
  local missing=0
  lack() { echo "Missing: $1" >&2; missing=1; }
  have_dotnet || lack "a .NET SDK that fits global.json ($(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' global.json) or a later one of .NET 10). Get it from https://dotnet.microsoft.com/download/dotnet/10.0."
  have_node || lack "Node.js $node_major or newer$(have node && echo " (here is $(node --version))"). Get it from https://nodejs.org/en/download, or where your distribution has it: apt-get install nodejs."
  have npm || lack "npm. It comes with Node.js; on Debian: apt-get install npm."
  have_chromium || lack "Chromium. On Debian: apt-get install chromium. Elsewhere set CHROMIUM to the path of a Chromium or Chrome."
  have_postgres || lack "PostgreSQL 15 or newer. On Debian: apt-get install postgresql. Elsewhere put the folder of its initdb on PATH."
  have_redis || lack "Redis 6.2 or newer. On Debian: apt-get install redis-server. Elsewhere put the folder of redis-server on PATH."
  return $missing
}

# --- Running and counting -------------------------------------------------------------------------------------------------------

# Keeps what a runner has counted, in a file, as two run at a time. One that ended badly without a failed test, or that ran nothing, is a failure itself.
count() {
  local name=$1 exit_code=$2 p=${3:-0} f=${4:-0} s=${5:-0}
  if [ "$exit_code" -ne 0 ] && [ "$f" -eq 0 ]; then
    echo "FAILED: $name ended with exit code $exit_code" >>"$results/failures"
    f=1
  elif [ $((p + f)) -eq 0 ]; then
    echo "FAILED: $name ran no test" >>"$results/failures"
    f=1
  fi
  echo "$p $f $s" >>"$results/counts"
}

finish() {
  local passed failed skipped
  read -r passed failed skipped < <(awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }' "$results/counts")
  echo
  # Once more, where nobody can miss it: what a long log keeps is its end.
  [ -s "$results/failures" ] && cat "$results/failures"
  [ "$skipped" -gt 0 ] && echo "$skipped skipped"
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
  exit
}

dotnet_tests() {
  local project=$1 name counters
  name=$(basename "$project" .csproj)
  echo "--- $name"
  timeout -k 10 600 dotnet test "$project" -c "$CONFIGURATION" --no-build --results-directory "$results" \
    --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal"
  local exit_code=$?
  counters=$(grep -o '<Counters [^>]*' "$results/$name.trx" 2>/dev/null)
  counter() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
  grep -o '<UnitTestResult [^>]*outcome="Failed"' "$results/$name.trx" 2>/dev/null | sed -n "s/.* testName=\"\([^\"]*\)\".*/FAILED: $name: \1/p" >>"$results/failures"
  count "$name" $exit_code "$(counter passed)" "$(counter failed)" "$(($(counter total) - $(counter executed)))"
}

node_tests() {
  local folder=$1 name tap
  name=$(basename "$folder")
  tap="$results/$name.tap"
  echo "--- $name"
  (
    cd "$folder" || exit 1
    if ! [ node_modules/.package-lock.json -nt package-lock.json ]; then
      npm ci --no-audit --no-fund --loglevel=error || exit 1
      touch node_modules/.package-lock.json
    fi
    timeout -k 10 600 node --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=tap --test-reporter-destination="$tap"
  )
  local exit_code=$?
  counter() { sed -n "s/^# $1 \([0-9]*\)$/\1/p" "$tap" 2>/dev/null | tail -1; }
  sed -n "s/^ *not ok [0-9]* - /FAILED: $name: /p" "$tap" 2>/dev/null >>"$results/failures"
  count "$name" $exit_code "$(counter pass)" "$(($(counter fail) + $(counter cancelled)))" "$(counter skipped)"
}

vitest_tests() {
  local folder=$1 name report
  name=$(basename "$folder")
  report="$results/$name.json"
  echo "--- $name"
  (
    cd "$folder" || exit 1
    if ! [ node_modules/.package-lock.json -nt package-lock.json ]; then
      npm ci --no-audit --no-fund --loglevel=error || exit 1
      touch node_modules/.package-lock.json
    fi
    npm run build && npm run check && npm run size || exit 1
    timeout -k 10 600 npx --no-install vitest run --reporter=default --reporter=json --outputFile.json="$report"
  )
  local exit_code=$?
  counter() { node -p "JSON.parse(require('fs').readFileSync('$report')).$1" 2>/dev/null; }
  node -e "
    for (const { name, message, assertionResults } of JSON.parse(require('fs').readFileSync('$report')).testResults) {
      for (const test of assertionResults) if (test.status === 'failed') console.log('FAILED: $name: ' + test.fullName);
      if (message) console.log('FAILED: $name: ' + require('path').basename(name) + ': ' + message.split('\\n')[0]);
    }" 2>/dev/null >>"$results/failures"
  count "$name" $exit_code "$(counter numPassedTests)" "$(counter numFailedTests)" "$(counter numPendingTests)"
}

# For this machine's kind, since it runs here. Its log tells where trimming fails: every warning is an error.
export SYNCHUB_TRIMMED_CLIENT="$results/trimmed-client"
publish_trimmed_client() {
  local runtime
  echo "--- Publishing SyncHub.TrimmedClient"
  runtime=$(dotnet --info | sed -n 's/^ *RID: *//p' | head -1)
  timeout -k 10 300 dotnet publish test/SyncHub.TrimmedClient -c "$CONFIGURATION" -r "$runtime" -p:BuildProjectReferences=false \
    --disable-build-servers -v:minimal -o "$SYNCHUB_TRIMMED_CLIENT" || count "Publishing SyncHub.TrimmedClient" 1
}

# --- The run --------------------------------------------------------------------------------------------------------------------

install_missing
report_missing || { count "What the tests need" 1; finish; }
export CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}

echo "--- Building"
# By one compiler for all projects, which need not be started, and load the analysers, for each.
dotnet build SyncHub.sln -c "$CONFIGURATION" -p:UseSharedCompilation=true -v:minimal || { count "The build" 1; finish; }

dotnet build-server shutdown --vbcscompiler >/dev/null

# Two at a time, since most tests wait for something most of the time; what each prints is shown when it has ended.
dotnet_lane() {
  for project in test/*.Tests/*.Tests.csproj; do
    [[ $project == *Chaos* || $project == *EndToEnd* ]] || dotnet_tests "$project"
  done
}
node_lane() {
  publish_trimmed_client
  vitest_tests src/synchub-js
  node_tests test/bare-client
}
node_lane >"$results/node_lane" 2>&1 &
dotnet_lane
wait
cat "$results/node_lane"

# These run the client that the other lane has published.
dotnet_tests test/SyncHub.EndToEnd.Tests/SyncHub.EndToEnd.Tests.csproj

# It takes both processors by itself.
dotnet_tests test/SyncHub.Chaos.Tests/SyncHub.Chaos.Tests.csproj

finish
