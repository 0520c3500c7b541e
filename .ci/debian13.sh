# A folder with Debian 13's packages, for `.ci/msrv` and `.ci/portable`: its compiler is the
# oldest that the library is for, and it has the standard library and the linkers of the other
# targets. This machine's own packages and sources stay as they are. To be sourced.

# The machine: what is added to it is kept until `cargo clean`.
debian13=$PWD/target/debian13

# Where Debian's packages come from: the mirror that this machine's apt uses, if it is one of
# Debian's. The keys that they are signed with are Debian's own.
debian13_sources() {
    local mirror key=/usr/share/keyrings/debian-archive-keyring.gpg
    mirror=$(apt-get indextargets --format '$(ORIGIN) $(REPO_URI)' 'Created-By: Packages' 'Label: Debian' |
        sed -n 's/^Debian //p' | head -n 1)
    [[ -r $key ]] || { echo "no $key: this machine is not a Debian" >&2; return 1; }
    echo "deb [signed-by=$key] ${mirror:-http://deb.debian.org/debian} trixie main"
}

# apt with all its files in a folder of its own, and with nothing installed.
debian13_apt() {
    local apt=$debian13/var/lib/own-apt
    if [[ ! -e $apt/conf ]]; then
        mkdir -p "$apt"/{lists/partial,cache/archives/partial}
        debian13_sources >"$apt/sources" || return
        : >"$apt/status"
        cat >"$apt/conf" <<-CONF
			Dir::Etc::sourcelist "$apt/sources"; Dir::Etc::sourceparts "-";
			Dir::State::lists "$apt/lists"; Dir::State::status "$apt/status";
			Dir::Cache "$apt/cache"; Dir::Log "$apt";
			APT::Architectures { "amd64"; "i386"; "arm64"; "s390x"; };
			APT::Install-Recommends "false"; APT::Sandbox::User "root";
			Acquire::Languages "none"; Acquire::IndexTargets::deb::DEP-11 "false";
		CONF
        APT_CONFIG=$apt/conf apt-get update -qq || { rm "$apt/conf"; return 1; }
    fi
    APT_CONFIG=$apt/conf apt-get -qq -y -o Debug::NoLocking=1 "$@"
}

# debian13_add PACKAGE...: adds them to the folder, with what they depend on. One that is
# written `PACKAGE/alone` comes without: a foreign standard library is linked to, and needs no
# foreign compiler. Nothing is configured, no script of a package runs.
debian13_add() {
    local apt=$debian13/var/lib/own-apt package whole=() alone=()
    for package; do
        [[ -e $apt/has/$package ]] && continue
        case $package in
            */alone) alone+=("${package%/alone}") ;;
            *) whole+=("$package") ;;
        esac
    done
    ((${#whole[@]} + ${#alone[@]})) || return 0

    # /bin and its like are links to /usr's, and what the packages hold lands there.
    mkdir -p "$debian13"/{usr/{bin,sbin,lib,lib64},crate,cargo,proc,sys,dev,tmp,mnt,root,etc}
    local name
    for name in bin sbin lib lib64; do ln -sfn "usr/$name" "$debian13/$name"; done

    if ((${#whole[@]})); then debian13_apt install --download-only "${whole[@]}" >/dev/null || return; fi
    mkdir -p "$apt/has" "$apt/cache/archives"
    if ((${#alone[@]})); then (cd "$apt/cache/archives" && debian13_apt download "${alone[@]}" >/dev/null) || return; fi
    for package in "$apt"/cache/archives/*.deb; do
        dpkg --extract "$package" "$debian13" && rm "$package" || return
    done
    cp /etc/{hosts,passwd,group} "$debian13/etc/"
    touch "$debian13"/etc/{nsswitch,resolv}.conf # the tests mount their own over them
    ln -sfn gcc "$debian13/usr/bin/cc" # a package's script would do it
    for package; do mkdir -p "$(dirname "$apt/has/$package")"; : >"$apt/has/$package"; done
}

# debian13_run COMMAND...: runs it in the folder, as root, this repository at /crate and cargo's
# downloads at /cargo. What is mounted for it is seen by nobody else and gone with it. The folder
# becomes the root of a mount namespace: after a mere `chroot` no test could make namespaces.
debian13_run() {
    CARGO_HOME=/cargo CARGO_NET_OFFLINE=true HOME=/root PATH=/usr/sbin:/usr/bin \
        unshare --mount -- bash -euc '
        root=$1 cargo=$2; shift 2
        mount --bind "$root" "$root"
        mount --bind "$PWD" "$root/crate"
        mount --bind "$cargo" "$root/cargo"
        mount -t tmpfs tmpfs "$root/tmp"
        for folder in proc sys dev; do mount --rbind /$folder "$root/$folder"; done
        cd "$root"
        pivot_root . .
        umount --lazy .
        cd /crate
        exec "$@"
    ' bash "$debian13" "${CARGO_HOME:-$HOME/.cargo}" "$@"
}

# debian13_or_skip WHAT [PACKAGE...]: makes the folder, with these packages beside those that all
# tests need. If that cannot be done, says that WHAT is skipped, or fails with REQUIRE_DEBIAN13=1.
debian13_or_skip() {
    local what=$1 why=
    shift
    if ((EUID != 0)); then
        why="only root can enter a folder"
    elif ! unshare --mount true 2>/dev/null; then
        why="this system allows no mount namespace"
    elif ! debian13_add libc-bin bash dash coreutils findutils grep sed mawk procps mount netbase \
        util-linux iproute2 strace gcc libc6-dev rustc cargo "$@" >&2; then
        why="Debian 13's packages cannot be had"
    else
        return 0
    fi
    if [[ ${REQUIRE_DEBIAN13:-} == 1 ]]; then
        echo "$what: $why" >&2
        exit 1
    fi
    echo "SKIPPED $what: $why"
    return 1
}
