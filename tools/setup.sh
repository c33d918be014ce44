# Sourced by ./run and ./test: installs the Debian packages of the named groups that are missing.
setup_packages() {
    want=""
    for group in "$@"; do
        want="$want $(sed -n "s/^$group: //p" tools/packages)"
    done
    missing=""
    for p in $want; do
        dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing="$missing $p"
    done
    [ -z "$missing" ] && return 0
    echo "Installing:$missing" >&2
    sudo=""
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || { echo "These packages are missing; install them as root:$missing" >&2; return 1; }
        sudo=sudo
    fi
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >/dev/null 2>&1 ||
        { $sudo apt-get update -q >/dev/null && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >/dev/null; }
}
# Chromium and npm for the tests in the browser; npm may have come with another Node than Debian's. Where they cannot be had, those
# tests say so and are left out.
setup_browser() {
    command -v npm >/dev/null || setup_packages node
    setup_packages browser
}
# Meson wants the Debian python, which has python3-yaml.
setup_python() {
    PATH="/usr/bin:$PATH"
    export PATH
}
