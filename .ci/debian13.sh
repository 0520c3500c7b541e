# A folder with Debian 13's packages, for `.ci/msrv` and `.ci/portable`: its compiler is the
# oldest that the library supports, and it has the standard library and the linkers of the other
# targets. This machine's own packages and sources stay as they are. To be sourced.

debian=$PWD/target/debian13 suites=(trixie) architectures=(amd64 i386 arm64 s390x)
. .ci/debian.sh

# debian13_run COMMAND...: runs it in the folder, as root, this repository at /crate and cargo's
# downloads at /cargo. What is mounted for it is visible to no other process and disappears with it. The folder
# becomes the root of a mount namespace: after a plain `chroot` no test could make namespaces. There
# is no PHP in it, so its tests are skipped.
debian13_run() {
    CARGO_HOME=/cargo CARGO_NET_OFFLINE=true HOME=/root PATH=/usr/sbin:/usr/bin \
        env -u REQUIRE_PHP unshare --mount -- bash -euc '
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
    ' bash "$debian" "${CARGO_HOME:-$HOME/.cargo}" "$@"
}

# debian13_or_skip WHAT [PACKAGE...]: makes the folder, with these packages beside those that all
# tests need. If that fails, prints that WHAT is skipped, or fails with REQUIRE_DEBIAN13=1.
debian13_or_skip() {
    local what=$1 why=
    shift
    if ((EUID != 0)); then
        why="only root can enter a folder"
    elif ! unshare --mount true 2>/dev/null; then
        why="this system allows no mount namespace"
    elif ! debian_add libc-bin bash dash coreutils findutils grep sed mawk procps mount netbase \
        util-linux iproute2 strace gcc libc6-dev rustc cargo "$@" >&2; then
        why="Debian 13's packages cannot be had"
    else
        mkdir -p "$debian"/{crate,cargo}
        ln -sfn gcc "$debian/usr/bin/cc" # a package's script would do it
        return 0
    fi
    if [[ ${REQUIRE_DEBIAN13:-} == 1 ]]; then
        echo "$what: $why" >&2
        exit 1
    fi
    echo "SKIPPED $what: $why"
    return 1
}
