//! A name with more aliases and more addresses than any other.

use php_sockets::*;

use super::{NAMES, bound};
use crate::common::*;

/// Adds two hosts to the file: one with a line of 2 MB, one with 90,000 lines.
const LARGE: &str = "
    (printf '127.0.0.7 large.test '; seq -f 'alias%07.0f.test' 120000 | tr '\\n' ' '; echo
     yes '127.0.0.8 many.test' | head -90000) >> /mnt/hosts
";

#[test]
fn a_name_has_as_many_aliases_and_addresses_as_it_has() {
    let test = "lookup::large::a_name_has_as_many_aliases_and_addresses_as_it_has";
    if !in_namespace(test, &format!("{NAMES}{LARGE}")) {
        return;
    }
    assert_eq!(bound(tcp(), "large.test"), "127.0.0.7");
    assert_eq!(bound(tcp(), "many.test"), "127.0.0.8");
    let found = socket_addrinfo_lookup("large.test", "80", None).unwrap();
    let found = socket_addrinfo_explain(&found[0]);
    assert_eq!(found.ai_addr.to_string(), "127.0.0.7:80");
}
