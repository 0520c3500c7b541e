# A folder with Debian's packages, for the scripts beside this one. The machine's own packages and
# sources stay as they are. To be sourced, after these are set:
#
#   debian               the folder; what is added to it is kept until the folder is removed
#   suites=(...)         where its packages come from, such as trixie
#   architectures=(...)  which machines they are for, this one first

# Where Debian's packages come from: the mirror that this machine's apt uses, if it is one of
# Debian's. The keys that they are signed with are Debian's own.
debian_sources() {
    local mirror suite key=/usr/share/keyrings/debian-archive-keyring.gpg
    mirror=$(apt-get indextargets --format '$(ORIGIN) $(REPO_URI)' 'Created-By: Packages' 'Label: Debian' |
        sed -n 's/^Debian //p' | head -n 1)
    [[ -r $key ]] || { echo "no $key: this machine is not a Debian" >&2; return 1; }
    for suite in "${suites[@]}"; do
        echo "deb [signed-by=$key] ${mirror:-http://deb.debian.org/debian} $suite main"
    done
}

# apt with all its files in the folder, and with nothing installed.
debian_apt() {
    local apt=$debian/var/lib/own-apt
    if [[ ! -e $apt/conf ]]; then
        mkdir -p "$apt"/{lists/partial,cache/archives/partial}
        debian_sources >"$apt/sources" || return
        : >"$apt/status"
        cat >"$apt/conf.new" <<-CONF
			Dir::Etc::sourcelist "$apt/sources"; Dir::Etc::sourceparts "-";
			Dir::State::lists "$apt/lists"; Dir::State::status "$apt/status";
			Dir::Cache "$apt/cache"; Dir::Log "$apt";
			APT::Architectures { $(printf '"%s"; ' "${architectures[@]}") };
			APT::Install-Recommends "false"; APT::Sandbox::User "root";
			APT::Update::Error-Mode "any"; Acquire::Languages "none"; Acquire::IndexTargets::deb::DEP-11 "false";
		CONF
        APT_CONFIG=$apt/conf.new apt-get update -qq || return
        mv "$apt/conf.new" "$apt/conf"
    fi
    APT_CONFIG=$apt/conf apt-get -qq -y -o Debug::NoLocking=1 "$@"
}

# debian_add PACKAGE...: adds them to the folder, with what they depend on. One that is written
# `PACKAGE/alone` comes without: a foreign standard library is linked to, and needs no foreign
# compiler. Nothing is configured, no script of a package runs.
debian_add() {
    local apt=$debian/var/lib/own-apt package whole=() alone=()
    for package; do
        [[ -e $apt/has/$package ]] && continue
        case $package in
            */alone) alone+=("${package%/alone}") ;;
            *) whole+=("$package") ;;
        esac
    done
    ((${#whole[@]} + ${#alone[@]})) || return 0

    # /bin and its like are links to /usr's, and what the packages hold lands there.
    mkdir -p "$debian"/{usr/{bin,sbin,lib,lib64},proc,sys,dev,tmp,mnt,root,etc}
    local name
    for name in bin sbin lib lib64; do ln -sfn "usr/$name" "$debian/$name"; done

    if ((${#whole[@]})); then debian_apt install --download-only "${whole[@]}" >/dev/null || return; fi
    mkdir -p "$apt/has" "$apt/cache/archives"
    if ((${#alone[@]})); then (cd "$apt/cache/archives" && debian_apt download "${alone[@]}" >/dev/null) || return; fi
    for package in "$apt"/cache/archives/*.deb; do
        dpkg --extract "$package" "$debian" && rm "$package" || return
    done
    cp /etc/{hosts,passwd,group} "$debian/etc/"
    touch "$debian"/etc/{nsswitch,resolv}.conf # the tests mount their own over them
    for package; do mkdir -p "$(dirname "$apt/has/$package")"; : >"$apt/has/$package"; done
}
