//! The socket functions as the steps of the tutorial call them: each does what the
//! function of its name does, prints the call and what it returned, and then what
//! the kernel knows of the sockets, if that has changed.
//!
//! Its twin in PHP is `docs/steps/show.php`.
#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "each is described where the crate has the function of its name"
)]

use std::io::{self, Write};
use std::{env, process};

use php_sockets::{self as php, *};

use crate::view;

/// The article's port, unless `PORT` names another.
pub fn port() -> anyhow::Result<u16> {
    let port = env::var("PORT").unwrap_or_else(|_| "8001".into());
    port.parse()
        .map_err(|_| anyhow::anyhow!("PORT must be a number from 0 to 65535"))
}

pub fn socket_create(domain: i32, r#type: i32, protocol: i32) -> Result<Socket> {
    let family = named(
        domain,
        &[
            (AF_INET, "AF_INET"),
            (AF_INET6, "AF_INET6"),
            (AF_UNIX, "AF_UNIX"),
        ],
    );
    let kind = named(
        r#type,
        &[
            (SOCK_STREAM, "SOCK_STREAM"),
            (SOCK_DGRAM, "SOCK_DGRAM"),
            (SOCK_RAW, "SOCK_RAW"),
        ],
    );
    let rule = named(protocol, &[(SOL_TCP, "SOL_TCP"), (SOL_UDP, "SOL_UDP")]);

    let made = php::socket_create(domain, r#type, protocol);
    if let Ok(socket) = &made {
        view::new(socket);
    }
    returned(format!("socket_create({family}, {kind}, {rule})"), made)
}

pub fn socket_bind(socket: &Socket, address: &str, port: u16) -> Result<()> {
    let call = format!("socket_bind({}, {address:?}, {port})", name(socket));
    let bound = php::socket_bind(socket, address, port);
    if bound.is_ok() {
        // Port 0 became a real one.
        let port = php::socket_getsockname(socket)
            .ok()
            .and_then(|own| own.port());
        view::watch(port.unwrap_or(0));
    }
    after(socket, call, bound)
}

pub fn socket_listen(socket: &Socket, backlog: i32) -> Result<()> {
    let call = format!("socket_listen({}, {backlog})", name(socket));
    after(socket, call, php::socket_listen(socket, backlog))
}

pub fn socket_connect(socket: &Socket, address: &str, port: impl Into<Option<u16>>) -> Result<()> {
    let port = port.into();
    let shown = port.map_or_else(|| "null".into(), |port| port.to_string());
    let call = format!("socket_connect({}, {address:?}, {shown})", name(socket));
    view::watch(port.unwrap_or(0));
    after(socket, call, php::socket_connect(socket, address, port))
}

pub fn socket_accept(socket: &Socket) -> Result<Socket> {
    let made = php::socket_accept(socket);
    if let Ok(socket) = &made {
        view::new(socket);
    }
    returned(format!("socket_accept({})", name(socket)), made)
}

pub fn socket_write(socket: &Socket, data: &str) -> Result<usize> {
    let call = format!("socket_write({}, {})", name(socket), text(data.as_bytes()));
    after(socket, call, php::socket_write(socket, data, None))
}

pub fn socket_read(socket: &Socket, length: usize) -> Result<Vec<u8>> {
    let call = format!("socket_read({}, {length})", name(socket));
    after(socket, call, php::socket_read(socket, length, None))
}

pub fn socket_getsockname(socket: &Socket) -> Result<Address> {
    let call = format!("socket_getsockname({})", name(socket));
    after(socket, call, php::socket_getsockname(socket))
}

pub fn socket_getpeername(socket: &Socket) -> Result<Address> {
    let call = format!("socket_getpeername({})", name(socket));
    after(socket, call, php::socket_getpeername(socket))
}

pub fn socket_set_option(
    socket: &Socket,
    level: i32,
    option: i32,
    value: impl Into<OptionValue>,
) -> Result<()> {
    const OPTIONS: [(i32, &str); 6] = [
        (SO_LINGER, "SO_LINGER"),
        (SO_RCVBUF, "SO_RCVBUF"),
        (SO_RCVTIMEO, "SO_RCVTIMEO"),
        (SO_REUSEADDR, "SO_REUSEADDR"),
        (SO_SNDBUF, "SO_SNDBUF"),
        (SO_SNDTIMEO, "SO_SNDTIMEO"),
    ];
    let value = value.into();
    let shown = match &value {
        OptionValue::Int(number) => number.to_string(),
        OptionValue::Linger(Linger { l_onoff, l_linger }) => {
            format!("l_onoff {l_onoff}, l_linger {l_linger}")
        }
        OptionValue::Timeout(Timeout { sec, usec }) => format!("sec {sec}, usec {usec}"),
        other => format!("{other:?}"),
    };
    let (who, which) = (name(socket), named(option, &OPTIONS));
    let level_name = named(level, &[(SOL_SOCKET, "SOL_SOCKET"), (SOL_TCP, "SOL_TCP")]);
    let call = format!("socket_set_option({who}, {level_name}, {which}, {shown})");
    after(
        socket,
        call,
        php::socket_set_option(socket, level, option, value),
    )
}

pub fn socket_set_block(socket: &Socket) -> Result<()> {
    let call = format!("socket_set_block({})", name(socket));
    after(socket, call, php::socket_set_block(socket))
}

pub fn socket_set_nonblock(socket: &Socket) -> Result<()> {
    let call = format!("socket_set_nonblock({})", name(socket));
    after(socket, call, php::socket_set_nonblock(socket))
}

pub fn socket_shutdown(socket: &Socket, mode: i32) -> Result<()> {
    let shown = ["SHUT_RD", "SHUT_WR", "SHUT_RDWR"].get(usize::try_from(mode).unwrap_or(3));
    let shown = shown.map_or_else(|| mode.to_string(), |&shown| shown.to_owned());
    let call = format!("socket_shutdown({}, {shown})", name(socket));
    after(socket, call, php::socket_shutdown(socket, mode))
}

/// The last error of a socket, or of all of them.
pub fn socket_last_error<'a>(socket: impl Into<Option<&'a Socket>>) -> i32 {
    let socket = socket.into();
    let code = php::socket_last_error(socket);
    print(&format!(
        "socket_last_error({}) -> {code}",
        socket.map(name).unwrap_or_default()
    ));
    code
}

pub fn socket_clear_error<'a>(socket: impl Into<Option<&'a Socket>>) {
    let socket = socket.into();
    php::socket_clear_error(socket);
    print(&format!(
        "socket_clear_error({})",
        socket.map(name).unwrap_or_default()
    ));
}

pub fn socket_strerror(error_code: i32) -> String {
    let text = php::socket_strerror(error_code);
    print(&format!("socket_strerror({error_code}) -> {text:?}"));
    text
}

pub fn socket_close(socket: Socket) {
    let call = format!("socket_close({})", name(&socket));
    php::socket_close(socket);
    print(&call);
    view::show();
}

/// A socket's number: the first that the program makes is `socket 1`.
fn name(socket: &Socket) -> String {
    format!("socket {}", view::number(socket))
}

/// A text as it would stand in a program; of a long one the start and the length.
fn text(data: &[u8]) -> String {
    const LONG: usize = 100;
    let text = |data| format!("{:?}", String::from_utf8_lossy(data));
    if data.len() <= LONG {
        return text(data);
    }
    let start = text(&data[..16]);
    format!("{}…\" of {} bytes", start.trim_end_matches('"'), data.len())
}

/// The name of a constant, or the number if it has none here.
fn named(value: i32, names: &[(i32, &str)]) -> String {
    let name = names.iter().find(|(constant, _)| *constant == value);
    name.map_or_else(|| value.to_string(), |(_, name)| (*name).to_owned())
}

fn after<T: Came>(socket: &Socket, call: String, result: Result<T>) -> Result<T> {
    view::look(socket);
    returned(call, result)
}

fn returned<T: Came>(call: String, result: Result<T>) -> Result<T> {
    match &result {
        Ok(value) => print(&format!("{call} -> {}", value.came())),
        Err(error) => print(&format!("{call} -> failed: {error}")),
    }
    view::show();
    result
}

/// Prints a line; ends the program when nobody reads on, as after `| head`.
pub fn print(line: &str) {
    if writeln!(io::stdout(), "{line}").is_err() {
        process::exit(0);
    }
}

/// How a result is shown: as in the demo, but for what PHP cannot tell.
trait Came {
    fn came(&self) -> String;
}

impl Came for Socket {
    fn came(&self) -> String {
        name(self) // PHP does not tell a descriptor
    }
}

impl Came for () {
    fn came(&self) -> String {
        "ok".into()
    }
}

impl Came for usize {
    fn came(&self) -> String {
        format!("{self} bytes")
    }
}

impl Came for Vec<u8> {
    fn came(&self) -> String {
        match self.as_slice() {
            [] => "\"\", the end".into(),
            data => text(data),
        }
    }
}

impl Came for Address {
    fn came(&self) -> String {
        self.to_string()
    }
}
