//! The names of codes that a look-up can fail with. Most need a network that is broken in a
//! certain way, or a C library that the machine does not have, so the look-ups are not real.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use php_sockets::*;

use crate::common::*;

/// Look-ups that fail with the code that the host's name is.
const LOOK_UPS: &str = r"
#define _GNU_SOURCE
#include <netdb.h>
#include <stdlib.h>

int getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                struct addrinfo **found)
{
    return atoi(host);
}

int gethostbyname_r(const char *host, struct hostent *entry, char *buffer, size_t length,
                    struct hostent **found, int *error)
{
    h_errno = atoi(host);
    return 0;
}
";

/// Runs the test with these look-ups in place of those of the C library.
#[track_caller]
fn with_look_ups(test: &str) -> bool {
    if is_child() {
        return true;
    }
    if !compiles_for_this_target() {
        skip(test, "there is no C compiler for glibc on this machine");
        return false;
    }
    let folder = folder();
    let library = folder.path().join("look_ups.so");
    compile(&library);
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env("LD_PRELOAD", &library);
    run_child(test, command)
}

fn compiles_for_this_target() -> bool {
    let output = Command::new("cc").arg("-dumpmachine").output();
    let machine = output.map(|output| said(&output)).unwrap_or_default();
    let arch = format!("{}-", std::env::consts::ARCH);
    cfg!(target_env = "gnu") && machine.starts_with(&arch)
}

#[track_caller]
fn compile(library: &Path) {
    let mut compiler = Command::new("cc")
        .args(["-shared", "-fPIC", "-x", "c", "-", "-o"])
        .arg(library)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = compiler.stdin.take().unwrap();
    input.write_all(LOOK_UPS.as_bytes()).unwrap();
    drop(input);
    assert!(compiler.wait().unwrap().success());
}

#[test]
fn each_code_of_getaddrinfo_has_a_name() {
    if !with_look_ups("error::names::each_code_of_getaddrinfo_has_a_name") {
        return;
    }
    for (code, name) in [
        (EAI_ADDRFAMILY, Some("EAI_ADDRFAMILY")),
        (EAI_AGAIN, Some("EAI_AGAIN")),
        (EAI_ALLDONE, Some("EAI_ALLDONE")),
        (EAI_BADFLAGS, Some("EAI_BADFLAGS")),
        (EAI_CANCELED, Some("EAI_CANCELED")),
        (EAI_FAIL, Some("EAI_FAIL")),
        (EAI_FAMILY, Some("EAI_FAMILY")),
        (EAI_IDN_ENCODE, Some("EAI_IDN_ENCODE")),
        (EAI_INPROGRESS, Some("EAI_INPROGRESS")),
        (EAI_INTR, Some("EAI_INTR")),
        (EAI_NODATA, Some("EAI_NODATA")),
        (EAI_NONAME, Some("EAI_NONAME")),
        (EAI_NOTCANCELED, Some("EAI_NOTCANCELED")),
        (EAI_OVERFLOW, Some("EAI_OVERFLOW")),
        (EAI_SERVICE, Some("EAI_SERVICE")),
        (EAI_SOCKTYPE, Some("EAI_SOCKTYPE")),
        (EAI_SYSTEM, Some("EAI_SYSTEM")),
        (-9_000, None),
    ] {
        let error = socket_addrinfo_lookup(code.to_string(), None, None).unwrap_err();
        assert_eq!((error.code(), error.name()), (code, name));
    }
}

#[test]
fn each_code_of_gethostbyname_has_a_name() {
    if !with_look_ups("error::names::each_code_of_gethostbyname_has_a_name") {
        return;
    }
    for (h_errno, name) in [
        (-1, Some("NETDB_INTERNAL")),
        (0, None),
        (1, Some("HOST_NOT_FOUND")),
        (2, Some("TRY_AGAIN")),
        (3, Some("NO_RECOVERY")),
        (4, Some("NO_DATA")),
        (5, None),
    ] {
        let error = socket_bind(&tcp(), h_errno.to_string(), 0).unwrap_err();
        assert_eq!((error.code(), error.name()), (-10_000 - h_errno, name));
    }
}
