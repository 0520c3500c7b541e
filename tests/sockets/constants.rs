//! Every constant of PHP 8.6 exists and has its value: the one recorded in `data/constants.tsv`,
//! and the one of the PHP on this machine.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::common::*;

/// The name and the value of each.
macro_rules! constants {
    ($($name:ident)+) => { &[$((stringify!($name), php_sockets::$name)),+] };
}

/// A new constant is one more word here; `the_table_has_every_constant` names it.
const CONSTANTS: &[(&str, i32)] = constants! {
    AF_INET AF_INET6 AF_PACKET AF_UNIX AF_UNSPEC ETH_P_ALL ETH_P_IP ETH_P_IPV6 ETH_P_LOOP
    IPPROTO_ICMP IPPROTO_ICMPV6 IPPROTO_IP IPPROTO_IPV6 PHP_BINARY_READ PHP_NORMAL_READ SHUT_RD
    SHUT_RDWR SHUT_WR SOCK_CLOEXEC SOCK_DCCP SOCK_DGRAM SOCK_NONBLOCK SOCK_RAW SOCK_RDM
    SOCK_SEQPACKET SOCK_STREAM SOL_SOCKET SOL_TCP SOL_UDP SOL_UDPLITE SOMAXCONN IPV6_HOPLIMIT
    IPV6_MULTICAST_HOPS IPV6_MULTICAST_IF IPV6_MULTICAST_LOOP IPV6_PKTINFO IPV6_RECVHOPLIMIT
    IPV6_RECVPKTINFO IPV6_RECVTCLASS IPV6_TCLASS IPV6_UNICAST_HOPS IPV6_V6ONLY
    IP_BIND_ADDRESS_NO_PORT IP_MTU_DISCOVER IP_MULTICAST_IF IP_MULTICAST_LOOP IP_MULTICAST_TTL
    IP_PMTUDISC_DO IP_PMTUDISC_DONT IP_PMTUDISC_INTERFACE IP_PMTUDISC_OMIT IP_PMTUDISC_PROBE
    IP_PMTUDISC_WANT MCAST_BLOCK_SOURCE MCAST_JOIN_GROUP MCAST_JOIN_SOURCE_GROUP
    MCAST_LEAVE_GROUP MCAST_LEAVE_SOURCE_GROUP MCAST_UNBLOCK_SOURCE SO_ATTACH_REUSEPORT_CBPF
    SO_BINDTODEVICE SO_BINDTOIFINDEX SO_BPF_EXTENSIONS SO_BROADCAST SO_BUSY_POLL SO_DEBUG
    SO_DETACH_BPF SO_DETACH_FILTER SO_DETACH_REUSEPORT_BPF SO_DONTROUTE SO_ERROR SO_INCOMING_CPU SO_KEEPALIVE SO_LINGER
    SO_MARK SO_MEMINFO SO_OOBINLINE SO_PASSCRED SO_RCVBUF SO_RCVLOWAT SO_RCVTIMEO SO_REUSEADDR
    SO_REUSEPORT SO_SNDBUF SO_SNDLOWAT SO_SNDTIMEO SO_TYPE SO_ZEROCOPY TCP_CONGESTION
    TCP_DEFER_ACCEPT TCP_KEEPCNT TCP_KEEPIDLE TCP_KEEPINTVL TCP_NODELAY TCP_NOTSENT_LOWAT
    TCP_QUICKACK TCP_REPAIR TCP_SYNCNT TCP_USER_TIMEOUT UDP_SEGMENT MSG_CMSG_CLOEXEC MSG_CONFIRM
    MSG_CTRUNC MSG_DONTROUTE MSG_DONTWAIT MSG_EOF MSG_EOR MSG_ERRQUEUE MSG_MORE MSG_NOSIGNAL
    MSG_OOB MSG_PEEK MSG_TRUNC MSG_WAITALL MSG_WAITFORONE MSG_ZEROCOPY SCM_CREDENTIALS
    SCM_RIGHTS AI_ADDRCONFIG AI_ALL AI_CANONIDN AI_CANONNAME AI_IDN AI_NUMERICHOST
    AI_NUMERICSERV AI_PASSIVE AI_V4MAPPED EAI_ADDRFAMILY EAI_AGAIN EAI_ALLDONE EAI_BADFLAGS
    EAI_CANCELED EAI_FAIL EAI_FAMILY EAI_IDN_ENCODE EAI_INPROGRESS EAI_INTR EAI_NODATA
    EAI_NONAME EAI_NOTCANCELED EAI_OVERFLOW EAI_SERVICE EAI_SOCKTYPE EAI_SYSTEM SKF_AD_ALU_XOR_X
    SKF_AD_CPU SKF_AD_HATYPE SKF_AD_IFINDEX SKF_AD_MARK SKF_AD_MAX SKF_AD_NLATTR
    SKF_AD_NLATTR_NEST SKF_AD_OFF SKF_AD_PAY_OFFSET SKF_AD_PKTTYPE SKF_AD_PROTOCOL SKF_AD_QUEUE
    SKF_AD_RANDOM SKF_AD_RXHASH SKF_AD_VLAN_TAG SKF_AD_VLAN_TAG_PRESENT SKF_AD_VLAN_TPID
    SOCKET_E2BIG SOCKET_EACCES SOCKET_EADDRINUSE SOCKET_EADDRNOTAVAIL SOCKET_EAFNOSUPPORT
    SOCKET_EAGAIN SOCKET_EALREADY SOCKET_EBADF SOCKET_EBADMSG SOCKET_EBUSY SOCKET_ECONNABORTED
    SOCKET_ECONNREFUSED SOCKET_ECONNRESET SOCKET_EDESTADDRREQ SOCKET_EDQUOT SOCKET_EEXIST
    SOCKET_EFAULT SOCKET_EHOSTDOWN SOCKET_EHOSTUNREACH SOCKET_EIDRM SOCKET_EINPROGRESS
    SOCKET_EINTR SOCKET_EINVAL SOCKET_EIO SOCKET_EISCONN SOCKET_EISDIR SOCKET_ELOOP
    SOCKET_EMFILE SOCKET_EMLINK SOCKET_EMSGSIZE SOCKET_EMULTIHOP SOCKET_ENAMETOOLONG
    SOCKET_ENETDOWN SOCKET_ENETRESET SOCKET_ENETUNREACH SOCKET_ENFILE SOCKET_ENOBUFS
    SOCKET_ENODATA SOCKET_ENODEV SOCKET_ENOENT SOCKET_ENOLCK SOCKET_ENOLINK SOCKET_ENOMEM
    SOCKET_ENOMSG SOCKET_ENOPROTOOPT SOCKET_ENOSPC SOCKET_ENOSR SOCKET_ENOSTR SOCKET_ENOSYS
    SOCKET_ENOTBLK SOCKET_ENOTCONN SOCKET_ENOTDIR SOCKET_ENOTEMPTY SOCKET_ENOTSOCK SOCKET_ENOTTY
    SOCKET_ENXIO SOCKET_EOPNOTSUPP SOCKET_EPERM SOCKET_EPFNOSUPPORT SOCKET_EPIPE SOCKET_EPROTO
    SOCKET_EPROTONOSUPPORT SOCKET_EPROTOTYPE SOCKET_EREMOTE SOCKET_EROFS SOCKET_ESHUTDOWN
    SOCKET_ESOCKTNOSUPPORT SOCKET_ESPIPE SOCKET_ETIME SOCKET_ETIMEDOUT SOCKET_ETOOMANYREFS
    SOCKET_EUSERS SOCKET_EWOULDBLOCK SOCKET_EXDEV SOCKET_EADV SOCKET_EBADE SOCKET_EBADFD
    SOCKET_EBADR SOCKET_EBADRQC SOCKET_EBADSLT SOCKET_ECHRNG SOCKET_ECOMM SOCKET_EISNAM
    SOCKET_EL2HLT SOCKET_EL2NSYNC SOCKET_EL3HLT SOCKET_EL3RST SOCKET_ELNRNG SOCKET_EMEDIUMTYPE
    SOCKET_ENOANO SOCKET_ENOCSI SOCKET_ENOMEDIUM SOCKET_ENONET SOCKET_ENOTUNIQ SOCKET_EREMCHG
    SOCKET_EREMOTEIO SOCKET_ERESTART SOCKET_ESRMNT SOCKET_ESTRPIPE SOCKET_EUNATCH SOCKET_EXFULL
};

/// A row of `data/constants.tsv`.
struct Recorded {
    value: i32,
    /// The first PHP that has it, such as `8.4`; what 8.2 has may be older.
    since: String,
}

fn recorded() -> BTreeMap<&'static str, Recorded> {
    let rows = include_str!("data/constants.tsv").lines().skip(1);
    rows.map(|row| {
        let mut cells = row.split('\t');
        let mut cell = || cells.next().expect(row);
        let (name, value) = (cell(), cell().parse().expect(row));
        let since = cell().trim_start_matches("<=").to_owned();
        (name, Recorded { value, since })
    })
    .collect()
}

#[test]
fn each_has_the_recorded_value() {
    let recorded = recorded();

    for &(name, value) in CONSTANTS {
        let row = recorded.get(name);
        let row = row.unwrap_or_else(|| panic!("no PHP has a constant {name}"));
        assert_eq!(value, row.value, "{name}");
    }
}

#[test]
fn all_those_of_php_8_6_are_here() {
    let here: BTreeSet<&str> = CONSTANTS.iter().map(|&(name, _)| name).collect();
    let recorded: BTreeSet<&str> = recorded().into_keys().collect();

    assert_eq!(here, recorded);
    assert_eq!(here.len(), 263);
}

#[test]
fn the_table_has_every_constant() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/constants");
    let sources = fs::read_dir(sources).unwrap();
    let sources = sources.map(|file| file.unwrap().path());
    // The codes of Io\Poll are constants of a class.
    let sources = sources.filter(|path| !path.ends_with("poll.rs"));
    let text: String = sources
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let public = text.lines().filter_map(|line| {
        let (name, _) = line.trim().strip_prefix("pub const ")?.split_once(':')?;
        Some(name)
    });

    let public: BTreeSet<&str> = public.collect();
    let table: BTreeSet<&str> = CONSTANTS.iter().map(|&(name, _)| name).collect();
    assert!(public.len() > 100, "the sources are read");
    assert_eq!(public, table);
}

#[test]
fn php_has_the_same_values() {
    if !has_php("constants::php_has_the_same_values") {
        return;
    }
    let said = php(r#"
        echo "version ", PHP_MAJOR_VERSION * 100 + PHP_MINOR_VERSION, "\n";
        foreach (get_defined_constants(true)["sockets"] as $name => $value) {
            echo "$name $value\n";
        }
    "#);
    let said: BTreeMap<&str, i32> = said
        .lines()
        .map(|line| {
            let (name, value) = line.split_once(' ').expect(line);
            (name, value.parse().expect(line))
        })
        .collect();

    let recorded = recorded();
    for &(name, value) in CONSTANTS {
        match said.get(name) {
            Some(&php) => assert_eq!(value, php, "{name}"),
            None => {
                let since = &recorded[name].since;
                assert!(said["version"] < number(since), "PHP has no {name}");
            }
        }
    }
}

/// `8.4` as 804.
fn number(version: &str) -> i32 {
    let (major, minor) = version.split_once('.').expect(version);
    let number = |part: &str| part.parse::<i32>().expect(version);
    number(major) * 100 + number(minor)
}
