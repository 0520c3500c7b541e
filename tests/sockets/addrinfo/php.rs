//! The same look-ups, here and in PHP.

use std::fmt::Write;

use php_sockets::*;

use super::look_up;
use crate::common::*;

/// None of them needs a server. No letter here may be `'`.
const HOSTS: [&str; 14] = [
    "127.0.0.1",
    "127.1",
    "0",
    "255.255.255.255",
    "256.1.1.1.1",
    "::1",
    "::",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "fe80::1%lo",
    "2001:db8:0:0:1:0:0:1",
    "1:2:3:4:5:6:7:8",
    "",
    " ",
];
const SERVICES: [Option<&str>; 9] = [
    None,
    Some(""),
    Some("0"),
    Some("80"),
    Some("-1"),
    Some("65616"),
    Some(" 80"),
    Some("80 "),
    Some("no such"),
];
const FLAGS: [i32; 3] = [
    AI_NUMERICHOST,
    AI_NUMERICHOST | AI_PASSIVE | AI_CANONNAME,
    AI_NUMERICHOST | AI_V4MAPPED | AI_ALL,
];
/// Those that each PHP takes; 8.5 refuses 0.
const FAMILIES: [i32; 2] = [AF_INET, AF_INET6];
const TYPES: [(i32, i32); 5] = [
    (0, 0),
    (SOCK_STREAM, 0),
    (SOCK_DGRAM, SOL_UDP),
    (SOCK_STREAM, SOL_UDP),
    (0, SOL_TCP),
];

/// Prints a line for each look-up: its results, one after the other.
const PROGRAM: &str = r#"
    foreach ($hosts as $host)
        foreach ($services as $service)
            foreach ($flags as $flag)
                foreach ($families as $family)
                    foreach ($types as [$type, $protocol]) {
                        $found = socket_addrinfo_lookup($host, $service, ["ai_flags" => $flag,
                            "ai_family" => $family, "ai_socktype" => $type,
                            "ai_protocol" => $protocol]);
                        foreach ($found ?: [] as $result) {
                            $result = socket_addrinfo_explain($result);
                            echo "$result[ai_flags] $result[ai_family] $result[ai_socktype] ",
                                "$result[ai_protocol] ", $result["ai_canonname"] ?? "-", " ",
                                implode(" ", $result["ai_addr"]), "; ";
                        }
                        echo "\n";
                    }
"#;

/// The same as PHP's line.
fn line(host: &str, service: Option<&str>, hints: Hints) -> String {
    if socket_addrinfo_lookup(host, service, hints).is_err() {
        return String::new();
    }
    let mut line = String::new();
    for result in look_up(host, service, hints) {
        let kind = [result.ai_family, result.ai_socktype, result.ai_protocol];
        let [family, r#type, protocol] = kind;
        let canonname = result.ai_canonname.unwrap_or_else(|| "-".into());
        let canonname = canonname.to_str().unwrap();
        let (port, address) = (result.ai_addr.port().unwrap(), result.ai_addr.address());
        let (flags, address) = (result.ai_flags, address.to_string());
        let address = address.split('%').next().unwrap(); // PHP leaves the scope out
        let _ = write!(
            line,
            "{flags} {family} {type} {protocol} {canonname} {port} {address}; "
        );
    }
    line
}

#[test]
fn every_look_up_finds_what_php_finds() {
    if !has_php("addrinfo::php::every_look_up_finds_what_php_finds") {
        return;
    }

    let services = SERVICES.map(|service| service.map_or("null".into(), |it| format!("{it:?}")));
    let types = TYPES.map(|(r#type, protocol)| [r#type, protocol]);
    let theirs = php(format!(
        "$hosts = {HOSTS:?}; $services = [{}]; $flags = {FLAGS:?}; $families = {FAMILIES:?};
         $types = {types:?}; {PROGRAM}",
        services.join(",")
    ));
    let mut theirs = theirs.lines();

    for host in HOSTS {
        for service in SERVICES {
            for (ai_flags, ai_family) in FLAGS.iter().flat_map(|f| FAMILIES.map(|a| (*f, a))) {
                for (ai_socktype, ai_protocol) in TYPES {
                    let hints = Hints {
                        ai_flags,
                        ai_family,
                        ai_socktype,
                        ai_protocol,
                    };
                    let ours = line(host, service, hints);
                    assert_eq!(
                        Some(ours.as_str()),
                        theirs.next(),
                        "{host:?} {service:?} {hints:?}"
                    );
                }
            }
        }
    }
    assert_eq!(theirs.next(), None);
}
