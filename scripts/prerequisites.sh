# shellcheck shell=bash
# What ./run, ./dev and ./test need from the machine. Sourced, not run. Every function stops the
# caller with the exact line to type when something is missing.

readonly RUST_MIN=1.95
readonly NODE_MIN=20.19

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

stop() {
  printf '\n%s\n' "$@" >&2
  exit 1
}

# at_least VERSION MINIMUM: whether VERSION (x.y.z) is MINIMUM (x.y) or newer.
at_least() {
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

need_cargo() {
  if ! command -v cargo >/dev/null && [ -f "${CARGO_HOME:-$HOME/.cargo}/env" ]; then
    # shellcheck disable=SC1091  # exists only where rustup was used
    . "${CARGO_HOME:-$HOME/.cargo}/env"
  fi
  local install="  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y && . \"\$HOME/.cargo/env\""
  command -v cargo >/dev/null || stop \
    "Rust $RUST_MIN or newer is needed and cargo was not found. (The cargo of Debian 12 is too old.) Install it with:" \
    "$install"
  local version
  version=$(cargo --version | cut -d ' ' -f 2)
  at_least "$version" "$RUST_MIN" || stop \
    "Rust $RUST_MIN or newer is needed; this is $version. Update it with one of:" \
    "  rustup update stable" "$install"
  command -v cc >/dev/null || stop \
    "A C compiler is needed (SQLite is built from source). Install it with:" \
    "  sudo apt-get install -y build-essential"
}

need_node() {
  local install="  curl -fsSL https://deb.nodesource.com/setup_22.x | sudo bash - && sudo apt-get install -y nodejs"
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    stop "Node.js $NODE_MIN or newer with npm is needed to build the pages. (Debian 12 has Node.js 18, which is too old.) Install it with:" \
      "$install" "or, without root, with nvm (https://github.com/nvm-sh/nvm): nvm install 22"
  fi
  local version
  version=$(node --version)
  at_least "${version#v}" "$NODE_MIN" || stop \
    "Node.js $NODE_MIN or newer is needed; this is ${version#v}. Install a newer one with:" \
    "$install" "or, without root, with nvm (https://github.com/nvm-sh/nvm): nvm install 22"
}

# npm_packages FOLDER: installs what FOLDER/package-lock.json names, unless it is there already.
# The stamp is the one that crates/ui-assets/build/npm.rs looks at.
npm_packages() {
  local stamp=$1/node_modules/.madoguchi-lock.json
  cmp -s "$1/package-lock.json" "$stamp" && return 0
  say "Installing the packages of $1/ (npm ci; once, some minutes on a slow line)"
  (cd "$1" && npm ci --no-audit --no-fund)
  cp "$1/package-lock.json" "$stamp"
}

# test_package_found PACKAGE: whether what the tests need of a Debian package is on this machine,
# however it came there.
test_package_found() {
  case $1 in
    postgresql) command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
    dovecot-imapd) [ -x /usr/lib/dovecot/imap ] || [ -x /usr/libexec/dovecot/imap ] ;;
    dovecot-lmtpd) [ -x /usr/lib/dovecot/lmtp ] || [ -x /usr/libexec/dovecot/lmtp ] ;;
    postfix) [ -x /usr/sbin/postfix ] ;;
    chromium) [ -x "${CHROMIUM:-/usr/bin/chromium}" ] ;;
    fonts-noto-cjk) compgen -G '/usr/share/fonts/*/noto*/NotoSansCJK*' >/dev/null ;;
    openssl) command -v openssl >/dev/null ;;
    clamav-daemon) [ -x /usr/sbin/clamd ] ;;
    *) stop "unknown test package $1" ;;
  esac
}

# missing_test_packages: prints the packages that are not there.
missing_test_packages() {
  local package
  for package in postgresql dovecot-imapd dovecot-lmtpd postfix chromium fonts-noto-cjk openssl \
    clamav-daemon; do
    test_package_found "$package" || printf '%s ' "$package"
  done
}

# need_test_packages: installs with apt what the tests need, where that is allowed.
need_test_packages() {
  local missing sudo=()
  missing=$(missing_test_packages)
  if [ -z "$missing" ]; then
    echo "all there: PostgreSQL, Dovecot, Postfix, Chromium, Japanese fonts, OpenSSL, ClamAV"
    return 0
  fi
  local line="sudo apt-get update && sudo apt-get install -y --no-install-recommends $missing"
  command -v apt-get >/dev/null || stop \
    "The tests need these programs (Debian package names): $missing" \
    "Install them with your system's package manager and start again."
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || stop "The tests need some system packages. Install them with:" "  $line"
    sudo=(sudo -n)
  fi
  echo "installing: $missing"
  # Keeps Debian from asking how mail is to be sent, and from running a mail server of its own.
  echo 'postfix postfix/main_mailer_type select No configuration' |
    "${sudo[@]}" debconf-set-selections 2>/dev/null || true
  local packages
  read -ra packages <<<"$missing"
  local apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
  "${apt[@]}" update
  "${apt[@]}" install -y --no-install-recommends "${packages[@]}"
  missing=$(missing_test_packages)
  [ -z "$missing" ] || stop "Still missing after the installation: $missing"
}
