//! What the tests share: sockets in a given state, whole messages, processes of
//! their own, and PHP.

use std::env;
use std::ffi::OsStr;
use std::fmt::Debug;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::process::CommandExt;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::pthread::{pthread_kill, pthread_self};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::signal::Signal;
use php_sockets::*;

pub(crate) fn tcp() -> Socket {
    socket_create(AF_INET, SOCK_STREAM, SOL_TCP).unwrap()
}

pub(crate) fn tcp6() -> Socket {
    socket_create(AF_INET6, SOCK_STREAM, SOL_TCP).unwrap()
}

pub(crate) fn udp() -> Socket {
    socket_create(AF_INET, SOCK_DGRAM, SOL_UDP).unwrap()
}

pub(crate) fn udp6() -> Socket {
    socket_create(AF_INET6, SOCK_DGRAM, SOL_UDP).unwrap()
}

pub(crate) fn unix() -> Socket {
    socket_create(AF_UNIX, SOCK_STREAM, 0).unwrap()
}

pub(crate) fn unix_datagram() -> Socket {
    socket_create(AF_UNIX, SOCK_DGRAM, 0).unwrap()
}

/// A TCP socket that listens on a free port of 127.0.0.1.
pub(crate) fn listener() -> Socket {
    let socket = tcp();
    socket_bind(&socket, "127.0.0.1", 0).unwrap();
    socket_listen(&socket, 16).unwrap();
    socket
}

/// A UDP socket bound to a free port of 127.0.0.1.
pub(crate) fn bound_udp() -> Socket {
    let socket = udp();
    socket_bind(&socket, "127.0.0.1", 0).unwrap();
    socket
}

/// Both ends of a TCP connection: the client and the accepted socket.
pub(crate) fn connected() -> (Socket, Socket) {
    let (server, client) = (listener(), tcp());
    socket_connect(&client, "127.0.0.1", port(&server)).unwrap();
    let accepted = socket_accept(&server).unwrap();
    (client, accepted)
}

/// Two connected unix streams.
pub(crate) fn pair() -> (Socket, Socket) {
    pair_of(SOCK_STREAM)
}

/// Two connected unix sockets of a type.
pub(crate) fn pair_of(r#type: i32) -> (Socket, Socket) {
    let (one, other) =
        socket2::Socket::pair(AF_UNIX.into(), r#type.into(), None).expect("a pair of sockets");
    let socket = |end: socket2::Socket| Socket::from(std::os::fd::OwnedFd::from(end));
    (socket(one), socket(other))
}

/// The port a socket is bound to.
pub(crate) fn port(socket: &Socket) -> u16 {
    socket_getsockname(socket).unwrap().port().unwrap()
}

/// A port of 127.0.0.1 on which nobody listens, and the socket that keeps it so.
pub(crate) fn closed_port() -> (u16, Socket) {
    let socket = tcp();
    socket_bind(&socket, "127.0.0.1", 0).unwrap();
    (port(&socket), socket)
}

/// Whether programs that this one starts do not get a descriptor.
pub(crate) fn closes_on_exec(socket: &impl AsRawFd) -> bool {
    const O_CLOEXEC: u32 = 0o2_000_000;

    let path = format!("/proc/self/fdinfo/{}", socket.as_raw_fd());
    let text = std::fs::read_to_string(path).unwrap();
    let flags = text.lines().find_map(|line| line.strip_prefix("flags:"));
    u32::from_str_radix(flags.unwrap().trim(), 8).unwrap() & O_CLOEXEC != 0
}

/// Waits until something has arrived: data, a connection, the end, a reset.
pub(crate) fn wait_readable(socket: &Socket) {
    wait_for(socket, PollFlags::POLLIN);
}

/// Waits for an event, for good: on this machine it comes.
pub(crate) fn wait_for(socket: &Socket, event: PollFlags) {
    let mut sockets = [PollFd::new(socket.as_fd(), event)];
    poll(&mut sockets, PollTimeout::NONE).unwrap();
}

/// Breaks off the connection of which `socket` is the other end.
pub(crate) fn reset(peer: Socket, socket: &Socket) {
    let linger = Linger {
        l_onoff: 1,
        l_linger: 0,
    };
    socket_set_option(&peer, SOL_SOCKET, SO_LINGER, linger).unwrap();
    socket_close(peer);
    wait_broken(socket);
}

/// Waits until both directions are gone, or an error waits to be read.
pub(crate) fn wait_broken(socket: &Socket) {
    wait_for(socket, PollFlags::empty());
}

/// The whole text of a failure.
#[track_caller]
pub(crate) fn assert_error<T: Debug>(result: Result<T>, text: &str) -> Error {
    let error = result.expect_err(text);
    assert_eq!(error.to_string(), text);
    error
}

/// A failed system call: text, kind, and the last error of the socket and the thread.
#[track_caller]
pub(crate) fn assert_fails<T: Debug>(
    socket: &Socket,
    call: impl FnOnce(&Socket) -> Result<T>,
    text: &str,
) -> Error {
    socket_clear_error(socket);
    socket_clear_error(None);

    let error = assert_error(call(socket), text);
    assert_eq!(error.kind(), ErrorKind::Warning);
    assert_ne!(error.code(), 0);
    assert_eq!(socket_last_error(socket), error.code());
    assert_eq!(socket_last_error(None), error.code());
    error
}

/// A failure that PHP does not mention: its code, and both last errors.
#[track_caller]
pub(crate) fn assert_silent<T: Debug>(
    socket: &Socket,
    call: impl FnOnce(&Socket) -> Result<T>,
    code: i32,
) -> Error {
    socket_clear_error(socket);
    socket_clear_error(None);

    let error = call(socket).expect_err("a silent failure");
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Silent, code),
        "{error}"
    );
    assert_eq!(socket_last_error(socket), code);
    assert_eq!(socket_last_error(None), code);
    error
}

/// A bad argument: text, kind, the argument named, and no last error recorded.
#[track_caller]
pub(crate) fn assert_refused<T: Debug>(
    socket: &Socket,
    call: impl FnOnce(&Socket) -> Result<T>,
    kind: ErrorKind,
    text: &str,
) -> Error {
    socket_clear_error(socket);
    socket_clear_error(None);

    let error = assert_error(call(socket), text);
    assert_eq!((error.kind(), error.code()), (kind, 0));
    let (index, name) = error.argument().expect("the argument");
    assert!(
        text.contains(&format!("Argument #{index} (${name})")),
        "{text}"
    );
    assert_eq!((socket_last_error(socket), socket_last_error(None)), (0, 0));
    error
}

/// A failure without a code and without one argument to blame: text, kind, and no last
/// error recorded.
#[track_caller]
pub(crate) fn assert_unrecorded<T: Debug>(
    socket: &Socket,
    call: impl FnOnce(&Socket) -> Result<T>,
    kind: ErrorKind,
    text: &str,
) -> Error {
    socket_clear_error(socket);
    socket_clear_error(None);

    let error = assert_error(call(socket), text);
    let found = (error.kind(), error.code(), error.argument());
    assert_eq!(found, (kind, 0, None));
    assert_eq!((socket_last_error(socket), socket_last_error(None)), (0, 0));
    error
}

/// A folder for unix sockets, gone when dropped.
pub(crate) fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// The number of descriptors this process has open. Other tests open theirs in
/// the same process, so count only [`in_child`].
pub(crate) fn open_descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

/// Runs `call` while this process may open no further descriptor. Only [`in_child`].
pub(crate) fn without_descriptors<T>(call: impl FnOnce() -> T) -> T {
    let next = File::open("/dev/null").unwrap().as_raw_fd();
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();

    setrlimit(Resource::RLIMIT_NOFILE, next as u64, hard).unwrap();
    let result = call();
    setrlimit(Resource::RLIMIT_NOFILE, soft, hard).unwrap();
    result
}

/// Runs `call` while another thread sends this one a signal, again and again, as
/// nobody can tell when the call begins to wait. Only [`in_child`].
///
/// The handler lets calls go on (`SA_RESTART`), except those with a time-out.
pub(crate) fn with_signals<T>(call: impl FnOnce() -> T) -> T {
    /// Set when dropped, so that a test which fails comes to its end too.
    struct Done<'a>(&'a AtomicBool);

    impl Drop for Done<'_> {
        fn drop(&mut self) {
            self.0.store(true, Relaxed);
        }
    }

    signal_hook::flag::register(Signal::SIGUSR1 as i32, Arc::default()).unwrap();
    let (target, done) = (pthread_self(), AtomicBool::new(false));

    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Relaxed) {
                pthread_kill(target, Signal::SIGUSR1).unwrap();
                thread::yield_now();
            }
        });
        let _done = Done(&done);
        call()
    })
}

const CHILD: &str = "PHP_SOCKETS_TEST_CHILD";

/// Runs one test in a process of its own, for what would disturb the others: limits,
/// users, signals, counting descriptors.
///
/// A test begins with `if !in_child("module::its_name", |_| {}) { return }`; what
/// follows runs in that process. `prepare` changes how it is started.
#[track_caller]
pub(crate) fn in_child(test: &str, prepare: impl FnOnce(&mut Command)) -> bool {
    // Reached by this name, the program can be started by any user.
    run_child(test, Command::new("/proc/self/exe"), prepare)
}

/// Like [`in_child`], as root of a network of its own with nothing but `lo`, on
/// which `setup`, a shell script, runs first. Where the system allows no
/// namespaces, says so and returns false.
#[track_caller]
pub(crate) fn in_namespace(test: &str, setup: &str) -> bool {
    if env::var_os(CHILD).is_some() {
        return true;
    }
    let unshare = ["--user", "--map-root-user", "--net", "--mount", "--"];
    let possible = Command::new("unshare").args(unshare).arg("true").status();
    if !possible.is_ok_and(|status| status.success()) {
        skip(test, "this system allows no namespaces");
        return false;
    }

    let script = format!("set -e; ip link set lo up; {setup}\nexec \"$0\" \"$@\"");
    let mut command = Command::new("unshare");
    command
        .args(unshare)
        .args(["sh", "-c", &script])
        .arg(env::current_exe().unwrap());
    run_child(test, command, |_| {})
}

/// Like [`in_namespace`], with a cable between two interfaces, `one` and `two`, without
/// addresses of IPv4.
#[track_caller]
pub(crate) fn in_namespace_with_cable(test: &str, setup: &str) -> bool {
    const CABLE: &str = "ip link add one type veth peer name two";

    let unshare = [
        "--user",
        "--map-root-user",
        "--net",
        "--",
        "sh",
        "-c",
        CABLE,
    ];
    let possible = || Command::new("unshare").args(unshare).output();
    if env::var_os(CHILD).is_none() && !possible().is_ok_and(|output| output.status.success()) {
        skip(test, "this system allows no namespaces, or has no veth");
        return false;
    }
    let up = "ip link set one up; ip link set two up";
    in_namespace(test, &format!("{CABLE}; {up}; {setup}"))
}

/// Starts the process of [`in_child`] without privileges.
pub(crate) fn as_nobody(command: &mut Command) {
    const NOBODY: u32 = 65534;

    if nix::unistd::geteuid().is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
}

/// Runs one test by another program, which starts this one; see [`in_child`].
#[track_caller]
pub(crate) fn run_child(
    test: &str,
    mut command: Command,
    prepare: impl FnOnce(&mut Command),
) -> bool {
    if env::var_os(CHILD).is_some_and(|child| child == test) {
        return true;
    }

    command
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env(CHILD, test);
    prepare(&mut command);
    let output = command.output().unwrap();
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("test result: ok. 1 passed"),
        "no test has this name: {test}\n{said}"
    );
    false
}

/// Everything a program printed.
pub(crate) fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr]
        .map(|part| String::from_utf8_lossy(part))
        .concat()
}

/// Says that a test was skipped, past the test harness, which would hide it.
pub(crate) fn skip(test: &str, why: &str) {
    let mut terminal = io::stderr();
    writeln!(terminal, "SKIPPED {test}: {why}").unwrap();
}

/// Whether a tool is there. Says that `test` is skipped when not, and fails if the
/// environment variable `required` is 1.
#[track_caller]
pub(crate) fn has_tool(test: &str, tool: &str, argument: &str, required: &str) -> bool {
    let found = Command::new(tool)
        .arg(argument)
        .output()
        .is_ok_and(|out| out.status.success());
    if !found {
        assert!(
            env::var(required).as_deref() != Ok("1"),
            "{required}=1, but there is no {tool}"
        );
        skip(test, &format!("there is no {tool} on this machine"));
    }
    found
}

/// Whether PHP with its sockets extension is there; see [`has_tool`].
#[track_caller]
pub(crate) fn has_php(test: &str) -> bool {
    has_tool(test, "php", "--rf=socket_create", "REQUIRE_PHP")
}

/// What a PHP program prints. PHP must be there.
#[track_caller]
pub(crate) fn php(program: impl AsRef<OsStr>) -> String {
    let output = Command::new("php").arg("-r").arg(program).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}
